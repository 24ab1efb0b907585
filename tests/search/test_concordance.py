"""A concordance lists every place of the words asked for, and nothing else."""

from __future__ import annotations

import re
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.search import (
    CONCORDANCE_PARAMETERS,
    Archive,
    ConcordanceLine,
    ConcordanceRequest,
    Limits,
    ParameterError,
    SearchTimeoutError,
    TooManyOccurrencesError,
)
from broadsheet.search.concordance import SORTS

ARTICLES = [
    {
        "id": "b",
        "title": "Crude oil rises",
        "body": "Zinc fell while crude oil rose; oil, said Bo, is dear.\n\nOil!",
        "published": "1988",
        "source": "Reuters",
    },
    {
        "id": "a",
        "title": "No oil today",
        "body": "Almond oil fell. Crude was heavy; the oil prices of Élan ran up.",
        "published": "1987-10",
        "source": "AP",
    },
    {"id": "c", "title": "東京都 oil", "body": "東京の港と東京都 and gas only."},
    {"id": "d", "title": "Gas", "body": "Natural gas alone.", "published": "1986"},
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("archive"), create=True) as archive:
        archive.add(ARTICLES)
        yield archive


def keywords(lines):
    return [(line.id, line.field, line.keyword) for line in lines]


def test_every_place_is_a_line_oldest_articles_first_titles_before_bodies(archive):
    found = archive.concordance("oil")
    assert keywords(found) == [
        ("a", "title", "oil"),
        ("a", "body", "oil"),
        ("a", "body", "oil"),
        ("b", "title", "oil"),
        ("b", "body", "oil"),
        ("b", "body", "oil"),
        ("b", "body", "Oil"),
        ("c", "title", "oil"),
    ]
    assert (found.total, found.articles, len(found)) == (8, 3, 8)
    assert found.revision == archive.revision


def test_a_line_has_its_place_and_the_article(archive):
    line = archive.concordance('"crude oil"', within="body", context=14)[0]
    assert line == ConcordanceLine(
        id="b",
        title="Crude oil rises",
        source="Reuters",
        published="1988",
        field="body",
        start=16,
        end=25,
        left=" fell while ",
        keyword="crude oil",
        right=" rose; oil, ",
    )


@pytest.mark.parametrize("context", [10, 17, 60, 500])
def test_the_parts_of_a_line_are_parts_of_the_text(archive, context):
    for line in archive.concordance("oil OR gas", context=context):
        text = getattr(archive.get(line.id), line.field)
        assert text[line.start : line.end] == line.keyword
        before = text[max(0, line.start - context) : line.start]
        behind = text[line.end : line.end + context]
        assert before.endswith(line.left)
        assert behind.startswith(line.right)
        assert len(before) - len(line.left) <= 10
        # No word is cut, unless nothing else is there.
        for part, whole in ((line.left, before), (line.right, behind)):
            words = set(re.findall(r"\w+", text))
            assert part == whole or set(re.findall(r"\w+", part)) <= words


@pytest.mark.parametrize(
    ("context", "left", "right"),
    [
        (10, " AT&T and ", " at U.S. "),
        (12, " AT&T and ", " at U.S. "),
        (17, " d'eau AT&T and ", " at U.S. "),
        (20, " d'eau AT&T and ", " at U.S. O’Brien's "),
        (28, "155,221 d'eau AT&T and ", " at U.S. O’Brien's हिन्दी 京都"),
    ],
)
def test_what_stands_around_a_place_is_whole_words(tmp_path, context, left, right):
    body = "155,221 d'eau AT&T and oil at U.S. O’Brien's हिन्दी 京都市"
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add([{"id": "a", "body": body}])
        (line,) = archive.concordance("oil", context=context)
    assert (line.left, line.right) == (left, right)


def test_lines_sort_by_the_words_before_read_backwards(archive):
    lines = archive.concordance("oil", sort="left")
    nearest = [re.findall(r"\w+", line.left.casefold())[::-1] for line in lines]
    assert nearest == sorted(nearest)
    assert len({tuple(each) for each in nearest}) > 4


def test_lines_sort_by_the_words_behind(archive):
    lines = archive.concordance("oil", sort="right")
    nearest = [re.findall(r"\w+", line.right.casefold()) for line in lines]
    assert nearest == sorted(nearest)
    assert len({tuple(each) for each in nearest}) > 4


def test_capitals_and_accents_make_no_difference_to_the_order(tmp_path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add(
            {"id": word, "body": f"oil {word}"}
            for word in ("zoo", "Élan", "Abbey", "east", "elan")
        )
        lines = archive.concordance("oil", sort="right")
    assert [line.id for line in lines] == ["Abbey", "east", "elan", "Élan", "zoo"]


def test_what_does_not_take_part_has_no_line(archive):
    assert {line.id for line in archive.concordance("oil -zinc")} == {"a", "c"}
    found = archive.concordance("oil OR (gas AND natural)")
    # Of the article with 東京 gas is no match, for it has no natural.
    assert [line.keyword for line in found if line.id == "c"] == ["oil"]


def test_filters_and_dates_narrow_it(archive):
    found = archive.concordance("oil", source="AP")
    assert {line.id for line in found} == {"a"}
    found = archive.concordance("oil", date_from="1988", undated="exclude")
    assert {line.id for line in found} == {"b"}


def test_one_place_has_one_line_however_often_it_is_asked_for(archive):
    once = archive.concordance('"oil"')
    assert list(archive.concordance('oil* "oil"')) == list(once)


def test_word_forms_patterns_and_slop_have_lines(archive):
    found = archive.concordance("price")
    assert [line.keyword for line in found] == ["prices"]
    found = archive.concordance("nat*")
    assert [line.keyword for line in found] == ["Natural"]
    found = archive.concordance('"heavy crude"~2')
    assert [line.keyword for line in found] == ["Crude was heavy"]


def test_text_without_spaces_is_found_by_character(archive):
    found = archive.concordance("東京")
    assert keywords(found) == [
        ("c", "title", "東京"),
        ("c", "body", "東京"),
        ("c", "body", "東京"),
    ]
    found = archive.concordance("港")
    assert [(line.start, line.end, line.keyword) for line in found] == [(3, 4, "港")]


@pytest.mark.parametrize("sort", ["position", "left", "right"])
@given(per_page=st.integers(1, 9))
def test_pages_give_every_line_once(archive, sort, per_page):
    found, page = [], 1
    while lines := archive.concordance(
        "oil OR gas", sort=sort, per_page=per_page, page=page
    ):
        found += lines
        page += 1
    with archive.export_concordance("oil OR gas", sort=sort) as export:
        assert list(export) == found
        assert export.total == len(found) == 11
        assert [ConcordanceLine(**record) for record in export.records()] == found


def test_positions_are_in_the_order_of_the_text(archive):
    lines = list(archive.concordance("oil OR crude OR gas"))
    for one, other in pairwise(lines):
        if (one.id, one.field) == (other.id, other.field):
            assert (one.start, one.end) < (other.start, other.end)


def test_a_page_past_the_end_is_empty(archive):
    found = archive.concordance("oil", page=99)
    assert (len(found), found.total) == (0, 8)


def test_nothing_found_is_no_line(archive):
    found = archive.concordance("petroleum")
    assert (len(found), found.total, found.articles) == (0, 0, 0)


@pytest.mark.parametrize("q", ["", "*", "-oil", "source:reuters", "date:1987", "!?"])
def test_a_query_without_a_word_to_look_for_is_refused(archive, q):
    if q == "-oil":
        # It has a word, though none that could have a line.
        assert archive.concordance(q).total == 0
        return
    with pytest.raises(ParameterError) as refused:
        archive.concordance(q)
    assert refused.value.problems[0].code == "no_words"


WORDS = ["oil", "Oil", "gas", "the", "Élan", "zinc"]
TEXTS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", ", ", "\n\n", " – "])),
    max_size=30,
).map(lambda pairs: "".join(chain.from_iterable(pairs)))


@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), sort=st.sampled_from(SORTS))
def test_lines_are_what_reading_the_texts_gives(tmp_path_factory, texts, sort):
    expected = []
    for number, text in enumerate(texts):
        words = [(m.start(), m.end()) for m in re.finditer(r"\w+", text)]
        for at, (start, end) in enumerate(words):
            if text[start:end].lower() != "oil":
                continue
            before, behind = words[max(at - 5, 0) : at][::-1], words[at + 1 :][:5]
            near = {"left": before, "right": behind, "position": []}[sort]
            key = [text[low:high].lower().replace("é", "e") for low, high in near]
            expected.append((key, f"{number}", start, end))
    expected.sort()
    path = tmp_path_factory.mktemp("archive")
    with Archive.open(path, create=True) as archive:
        archive.rebuild(
            {"id": f"{number}", "body": text} for number, text in enumerate(texts)
        )
        with archive.export_concordance("oil", sort=sort) as export:
            found = [(line.id, line.start, line.end) for line in export]
    assert found == [each[1:] for each in expected]


def test_a_deadline_that_has_passed_ends_it(tmp_path):
    path = tmp_path / "archive"
    with Archive.open(path, create=True) as archive:
        archive.add(ARTICLES)
    with Archive.open(path, limits=Limits(seconds=-1)) as archive:
        for ask in (archive.concordance, archive.export_concordance, archive.export):
            with pytest.raises(SearchTimeoutError):
                ask("oil")


@pytest.mark.parametrize("sort", ["position", "left"])
def test_too_many_places_are_an_error_not_a_part(tmp_path, sort):
    limits = Limits(occurrences=10)
    path = tmp_path / "archive"
    with Archive.open(path, create=True, limits=limits) as archive:
        archive.add([{"id": "1", "body": "oil " * 10}, {"id": "2", "body": "gas"}])
        assert archive.concordance("oil", sort=sort).total == 10
        with pytest.raises(TooManyOccurrencesError) as refused:
            archive.concordance("oil OR gas", sort=sort)
    assert refused.value.limit == 10
    assert refused.value.problems[0].parameter == "q"


@pytest.mark.parametrize("q", ["oil", '"oil gas"', '"gas oil"~3', "oil OR gas", "ga*"])
def test_too_many_places_are_told_before_any_is_read(tmp_path, monkeypatch, q):
    """Reading takes the time of a search, and a common word has millions."""
    monkeypatch.delattr("broadsheet.search.engines.ColumnarEngine.locate")
    path = tmp_path / "archive"
    with Archive.open(path, create=True, limits=Limits(occurrences=19)) as archive:
        archive.add({"id": f"{number}", "body": "oil gas " * 5} for number in range(4))
        with pytest.raises(TooManyOccurrencesError):
            archive.concordance(q)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("sort", "newest", "bad_value"),
        ("context", 9, "bad_value"),
        ("context", "wide", "bad_value"),
        ("page", 0, "bad_value"),
        ("per_page", 101, "bad_value"),
        ("tz", "Moon", "bad_value"),
        ("cursor", "x", "unknown_parameter"),
        ("recency", "30d", "unknown_parameter"),
        ("snippets", 3, "unknown_parameter"),
    ],
)
def test_what_cannot_be_used_is_refused(name, value, code):
    with pytest.raises(ParameterError) as refused:
        ConcordanceRequest.of("oil", **{name: value})
    (problem,) = refused.value.problems
    assert (problem.parameter, problem.code) == (name, code)


def test_its_parameters_are_those_of_the_question_and_its_own():
    assert "within" in CONCORDANCE_PARAMETERS
    assert CONCORDANCE_PARAMETERS[-4:] == ("sort", "context", "page", "per_page")
