"""The highlight contract, over random articles, patterns and sizes."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.analysis import Tokens, tokenize
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.search.highlight import make_snippet
from broadsheet.search.occurrences import find_occurrences
from broadsheet.search.phrases import Pattern, occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broadsheet.search.highlight import Snippet

#: The plain build and, where it was made, the native one.
_BUILDS = [load_kernels("plain").texts, load_kernels().texts]

_TOKEN = re.compile(
    r"([\u3040-\u30ff\u4e00-\u9fff]+)|[^\W\u3040-\u9fff][\w\u0300-\u036f]*"
)
_MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def tokens_of(text: str) -> Tokens:
    """Split as analysis does: words, and the bigrams of a CJK run and its end."""
    forms, starts, ends = [], [], []
    for found in _TOKEN.finditer(text):
        bounds = [found.span()]
        if found[1]:
            bounds = [(at, min(at + 2, found.end())) for at in range(*found.span())]
        for start, end in bounds:
            forms.append(text[start:end].lower())
            starts.append(start)
            ends.append(end)
    return Tokens(forms=forms, spellings=forms, starts=starts, ends=ends)


def highlight_title(text: str, tokens: Tokens, patterns: Sequence[Pattern]) -> Snippet:
    """Highlight with every build; they must agree."""
    found = find_occurrences(tokens, patterns)
    plain, native = (
        make_snippet("title", each.mark_text(text, *found)) for each in _BUILDS
    )
    assert native == plain
    return plain


def highlight_body(
    text: str,
    tokens: Tokens,
    patterns: Sequence[Pattern],
    *,
    snippets: int | Literal["all"],
    size: int,
) -> tuple[Snippet, ...]:
    """Highlight with every build; they must agree."""
    found = find_occurrences(tokens, patterns)
    count = -1 if snippets == "all" else snippets
    plain, native = (
        tuple(
            make_snippet("body", passage)
            for passage in each.find_passages(text, *found, size, count)
        )
        for each in _BUILDS
    )
    assert native == plain
    return plain


def words(text: str, slop: int = 0) -> Pattern:
    return Pattern(tuple(frozenset({form}) for form in text.split()), slop)


def body(
    text: str,
    *patterns: Pattern,
    snippets: int | Literal["all"] = 3,
    size: int = 60,
) -> tuple[Snippet, ...]:
    return highlight_body(text, tokens_of(text), patterns, snippets=snippets, size=size)


def title(text: str, *patterns: Pattern) -> str:
    return highlight_title(text, tokens_of(text), patterns).html


_FORMS = ["a", "b", "oil", "crude", "reconnaissance", "e\u0301", "東京", "京都", "都"]
_BETWEEN = [
    " ",
    " ",
    " ",
    ", ",
    ". ",
    "\n\n",
    "",
    "-",
    "<mark>",
    "</mark>",
    "&",
    " '\"",
]
TEXTS = st.lists(
    st.tuples(
        st.sampled_from([*_FORMS, "Wheat", "東", "京", "👩\u200d🚒", "\u0301"]),
        st.sampled_from(_BETWEEN),
    ),
    max_size=40,
).map(lambda drawn: "".join(part for pair in drawn for part in pair))
PATTERNS = st.lists(
    st.builds(
        Pattern,
        st.lists(
            st.frozensets(st.sampled_from(_FORMS), min_size=1, max_size=3),
            min_size=1,
            max_size=4,
        ).map(tuple),
        st.sampled_from([0, 0, 0, 1, 4]),
    ),
    max_size=4,
)
COUNTS = st.sampled_from([1, 2, 3, 20, "all"])
SIZES = st.one_of(st.integers(1, 30), st.integers(30, 200))


_REAL_TEXT = [
    "U.S. oil's",
    "AT&T",
    "C++ l’été",
    "東京都",
    "3.5%",
    "O’Brien",
    "cafe\u0301.",
]


def phrases_of(tokens: Tokens) -> st.SearchStrategy[range]:
    """Draw successive positions."""
    if not len(tokens):
        return st.nothing()
    firsts = st.integers(0, len(tokens) - 1)
    return firsts.flatmap(
        lambda first: st.integers(first + 1, min(first + 4, len(tokens))).map(
            lambda behind: range(first, behind)
        )
    )


def plain_spans(tokens: Tokens, patterns: list[Pattern]) -> list[tuple[int, int]]:
    """Unite the spans of all occurrences, two at a time."""
    spans = set()
    for pattern in patterns:
        for place in occurrences(pattern, tokens):
            groups = [[each] for each in place] if pattern.slop else [place]
            spans |= {(tokens.starts[g[0]], tokens.ends[g[-1]]) for g in groups}
    while True:
        pairs = pairwise(sorted(spans))
        overlapping = next((pair for pair in pairs if pair[1][0] < pair[0][1]), None)
        if overlapping is None:
            return sorted(spans)
        spans -= set(overlapping)
        (start, end), (_, other_end) = overlapping
        spans.add((start, max(end, other_end)))


def clipped(
    spans: list[tuple[int, int]], start: int, end: int
) -> tuple[tuple[int, int], ...]:
    """Return the parts of *spans* from *start* to *end*, counted from *start*."""
    return tuple(
        (max(low, start) - start, min(high, end) - start)
        for low, high in spans
        if low < end and start < high
    )


def marked_parts(html: str) -> list[str]:
    return _MARKED.findall(html)


@given(TEXTS, PATTERNS, COUNTS, SIZES)
def test_stripped_of_its_marks_a_snippet_is_a_part_of_the_escaped_text(
    text: str, patterns: list[Pattern], count: int | Literal["all"], size: int
) -> None:
    for each in body(text, *patterns, snippets=count, size=size):
        stripped = each.html.replace("<mark>", "").replace("</mark>", "")
        assert stripped == escape(each.text)
        assert stripped in escape(text)
        assert each.text == text[each.start : each.start + len(each.text)]


@given(TEXTS, PATTERNS, COUNTS, SIZES)
def test_matches_are_the_marked_parts_and_all_that_is_to_be_marked(
    text: str, patterns: list[Pattern], count: int | Literal["all"], size: int
) -> None:
    spans = plain_spans(tokens_of(text), patterns)
    for each in body(text, *patterns, snippets=count, size=size):
        end = each.start + len(each.text)
        assert each.matches == clipped(spans, each.start, end)
        assert marked_parts(each.html) == [
            escape(each.text[low:high]) for low, high in each.matches
        ]


@given(TEXTS, PATTERNS, COUNTS, SIZES)
def test_a_marked_span_that_fits_is_never_cut(
    text: str, patterns: list[Pattern], count: int | Literal["all"], size: int
) -> None:
    for each in body(text, *patterns, snippets=count, size=size):
        end = each.start + len(each.text)
        for low, high in plain_spans(tokens_of(text), patterns):
            if high - low <= size:
                whole = each.start <= low and high <= end
                assert whole or high <= each.start or end <= low


@given(TEXTS, PATTERNS, COUNTS, SIZES)
def test_snippets_fit_and_stand_in_order_without_overlap(
    text: str, patterns: list[Pattern], count: int | Literal["all"], size: int
) -> None:
    found = body(text, *patterns, snippets=count, size=size)
    assert count == "all" or len(found) <= count
    for each in found:
        assert 0 < len(each.text) <= size
        assert each.text == each.text.strip()
    for one, other in pairwise(found):
        assert one.start + len(one.text) <= other.start


@given(TEXTS, PATTERNS, COUNTS, SIZES)
def test_only_a_word_longer_than_the_size_is_cut_inside(
    text: str, patterns: list[Pattern], count: int | Literal["all"], size: int
) -> None:
    tokens = tokens_of(text)
    for each in body(text, *patterns, snippets=count, size=size):
        end = each.start + len(each.text)
        for cut in (each.start, end):
            if cut in tokens.starts:
                continue
            for low, high in zip(tokens.starts, tokens.ends, strict=True):
                too_long = high - low > size and cut == end and each.start <= low
                assert not low < cut < high or too_long


@given(TEXTS, PATTERNS, COUNTS, st.integers(30, 200))
def test_no_snippet_starts_or_ends_inside_a_character(
    text: str, patterns: list[Pattern], count: int | Literal["all"], size: int
) -> None:
    """Unless the character is a word of its own: marks that follow no letter."""
    starts = set(tokens_of(text).starts)
    for each in body(text, *patterns, snippets=count, size=size):
        for cut in {each.start, each.start + len(each.text)} - starts - {0, len(text)}:
            assert not unicodedata.combining(text[cut])
            assert "\u200d" not in text[cut - 1 : cut + 1]


@given(TEXTS, PATTERNS, COUNTS, SIZES)
def test_each_snippet_shows_a_match_if_the_body_has_one(
    text: str, patterns: list[Pattern], count: int | Literal["all"], size: int
) -> None:
    found = body(text, *patterns, snippets=count, size=size)
    if plain_spans(tokens_of(text), patterns):
        assert found
        assert all(each.matches for each in found)
    else:
        assert [each.start for each in found] == [
            len(text) - len(text.lstrip()) for _ in range(bool(text.strip()))
        ]


@given(TEXTS, PATTERNS, SIZES)
def test_all_snippets_show_every_word_that_is_marked(
    text: str, patterns: list[Pattern], size: int
) -> None:
    tokens = tokens_of(text)
    found = body(text, *patterns, snippets="all", size=size)
    shown = {
        each.start + at
        for each in found
        for low, high in each.matches
        for at in range(low, high)
    }
    for low, high in plain_spans(tokens_of(text), patterns):
        if high - low <= size:
            assert shown.issuperset(range(low, high))
        else:
            assert shown.issuperset(at for at in tokens.starts if low <= at < high)


@given(TEXTS, PATTERNS)
def test_a_title_is_shown_whole_with_every_match_marked(
    text: str, patterns: list[Pattern]
) -> None:
    found = highlight_title(text, tokens_of(text), patterns)
    assert (found.field, found.text, found.start) == ("title", text, 0)
    assert found.matches == tuple(plain_spans(tokens_of(text), patterns))
    assert _MARKED.sub(r"\1", found.html) == escape(text)


@given(st.data(), st.sampled_from([1, 3, "all"]), st.integers(1, 80))
def test_the_contract_holds_for_any_text_as_analysis_reads_it(
    data: st.DataObject, count: int | Literal["all"], size: int
) -> None:
    parts = st.one_of(st.text(max_size=8), st.sampled_from(_REAL_TEXT))
    text = " ".join(data.draw(st.lists(parts, max_size=20)))
    tokens = tokenize(text)
    pattern = data.draw(phrases_of(tokens))
    phrase = Pattern(tuple(frozenset({tokens.forms[at]}) for at in pattern))
    spans = plain_spans(tokens, [phrase])
    found = highlight_body(text, tokens, [phrase], snippets=count, size=size)
    assert found
    for each in found:
        assert each.text == text[each.start :][: len(each.text)].strip() != ""
        assert len(each.text) <= size
        assert _MARKED.sub(r"\1", each.html) == escape(each.text)
        end = each.start + len(each.text)
        assert each.matches == clipped(spans, each.start, end) != ()
    assert all(
        one.start + len(one.text) <= other.start for one, other in pairwise(found)
    )


def test_a_phrase_is_one_span_and_its_words_alone_are_not_marked() -> None:
    text = "Crude, crude oil prices & oil."
    marked = "Crude, <mark>crude oil</mark> prices &amp; oil."
    assert title(text, words("crude oil")) == marked


def test_a_phrase_with_slop_marks_its_words_and_not_the_gap() -> None:
    assert title("prices of crude oil, oil", words("oil prices", slop=2)) == (
        "<mark>prices</mark> of crude <mark>oil</mark>, oil"
    )


def test_overlapping_phrases_are_united_and_neighbours_are_not() -> None:
    patterns = words("a b"), words("b c"), words("d")
    assert title("a b c d", *patterns) == "<mark>a b c</mark> <mark>d</mark>"


def test_spans_that_touch_are_not_united() -> None:
    assert title("東京京都", words("東京"), words("京都")) == (
        "<mark>東京</mark><mark>京都</mark>"
    )


def test_markup_in_the_text_is_shown_and_never_obeyed() -> None:
    assert title("<mark>oil</mark> & 'gas'", words("oil")) == (
        "&lt;mark&gt;<mark>oil</mark>&lt;/mark&gt; &amp; &#x27;gas&#x27;"
    )


def test_a_phrase_over_a_script_without_spaces_is_one_span() -> None:
    assert title("私は東京都に行く", words("東京 京都")) == (
        "私は<mark>東京都</mark>に行く"
    )


def test_a_single_character_of_such_a_script_is_marked_alone() -> None:
    slots = (frozenset({"都", "都に"}),)
    assert title("東京都に行く都", Pattern(slots, open_end=True)) == (
        "東京<mark>都</mark>に行く<mark>都</mark>"
    )


def test_a_run_without_spaces_is_cut_between_its_characters() -> None:
    text = "東" * 100 + "京都" + "東" * 100
    (found,) = body(text, words("京都"), size=40)
    assert len(found.text) == 40
    assert marked_parts(found.html) == ["京都"]


def test_snippets_begin_with_a_sentence_that_is_near_and_end_with_a_word() -> None:
    text = (
        "It was a quiet day on every market but one. Then, in London, "
        "crude oil prices rose by a dollar, and nobody knew quite why they did."
    )
    (found,) = body(text, words("crude oil"), size=60)
    assert found.html == (
        "Then, in London, <mark>crude oil</mark> prices rose by a dollar, and"
    )


def test_context_is_given_on_both_sides() -> None:
    text = 20 * "word " + "oil" + 20 * " word"
    (found,) = body(text, words("oil"), size=43)
    assert found.html == 4 * "word " + "<mark>oil</mark>" + 4 * " word"


@pytest.mark.parametrize("text", [30 * "word " + "oil", "oil" + 30 * " word"])
def test_the_room_is_used_at_either_end_of_the_text(text: str) -> None:
    (found,) = body(text, words("oil"), size=43)
    assert len(found.text) == 43


def test_a_sentence_that_starts_too_far_back_is_not_shown_from_there() -> None:
    text = 30 * "word " + "end. Before " + 6 * "words " + "the oil."
    (found,) = body(text, words("oil"), size=51)
    assert found.html == "Before " + 6 * "words " + "the <mark>oil</mark>."
    (found,) = body(text, words("oil"), size=46)
    assert found.html == 6 * "words " + "the <mark>oil</mark>."


def test_neighbouring_snippets_share_what_lies_between_them() -> None:
    text = "oil" + 5 * " word" + " and" + 5 * " word" + " oil"
    one, other = body(text, words("oil"), size=50)
    assert one.html == "<mark>oil</mark>" + 5 * " word"
    assert other.html == "and " + 5 * "word " + "<mark>oil</mark>"


def test_one_snippet_shows_the_words_together_rather_than_the_first_one() -> None:
    text = "Oil again. " + 30 * "Nothing else to say. " + "Wheat and oil fell."
    (found,) = body(text, words("oil"), words("wheat"), snippets=1)
    assert marked_parts(found.html) == ["Wheat", "oil"]


def test_a_body_without_matches_is_shown_from_its_beginning() -> None:
    text = "\n  Nothing of the kind is said here, & nothing else either."
    (found,) = body(text, words("oil"), size=35)
    assert found.html == "Nothing of the kind is said here, &amp;"
    assert found.start == 3
    assert body(text, size=35) == (found,)


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_body_has_no_snippets(text: str) -> None:
    assert body(text, words("oil")) == ()


def test_of_a_phrase_longer_than_the_size_the_beginning_is_shown() -> None:
    text = "He said: to be or not to be, that is the question. To be sure."
    phrase = words("to be or not to be that is the question")
    (found,) = body(text, phrase, size=20)
    assert found.html == "<mark>to be or not to be,</mark>"
    assert [each.html for each in body(text, phrase, snippets="all", size=20)] == [
        "<mark>to be or not to be,</mark>",
        "<mark>that is the question</mark>",
    ]


def test_a_word_longer_than_the_size_is_cut() -> None:
    (found,) = body("an incomprehensible word", words("incomprehensible"), size=8)
    assert found.html == "<mark>incompre</mark>"
    assert [each.text for each in body("incomprehensible", size=8)] == ["incompre"]


def test_a_pattern_given_twice_counts_once() -> None:
    text = "oil " + 30 * "and so on " + "wheat gas"
    patterns = [words("oil"), words("oil"), words("wheat"), words("gas")]
    (found,) = body(text, *patterns, snippets=1)
    assert marked_parts(found.html) == ["wheat", "gas"]


def test_an_article_of_a_megabyte_is_shown_to_its_end() -> None:
    text = 12_500 * "The price of oil rose again, and then it fell, sources said. Ah. "
    found = body(text + "Wheat.", words("price"), words("wheat"), snippets=1)
    assert marked_parts(found[0].html)[-1] == "Wheat"
    everything = body(text, words("oil rose"), words("the it", 9), snippets="all")
    assert sum(len(each.matches) for each in everything) == 3 * 12_500
