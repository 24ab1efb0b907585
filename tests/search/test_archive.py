"""The whole way: articles in, questions asked, answers true of one revision."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import ArchiveNotFoundError, Article, BadRecordError
from broadsheet.search import (
    Archive,
    ArticleNotFoundError,
    Limits,
    ParameterError,
    QuerySyntaxError,
    SearchTimeoutError,
)


def found(archive, q, **parameters):
    return sorted(hit.id for hit in archive.search(q, **parameters))


def marked(results):
    """Return what is marked of the hits, titles before bodies."""
    return [
        snippet.text[start:end]
        for hit in results
        for snippet in (hit.title_highlight, *hit.snippets)
        for start, end in snippet.matches
    ]


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("us", "124"), ("US", "14"), ("u.s.", "14"), ("U.S.", "14"), ('"us"', "124"),
        ("may", "24"), ("May", "24"), ("not", "2"), ("who", "234"), ("WHO", "4"),
        ("AT&T", "1"), ("at&t", "1"), ("C++", "1"), ("c++", "1"), ("C#", "3"),
        ("C", "3"), ("3.5%", "1"), ("1,000", "4"), ("COVID-19", "3"), ("R&D", "4"),
        ("running", "2"), ("run", "2"), ('"running"', "2"), ('"runs"', ""),
        ('"state of the union"', "2"), ('"state union"', "3"), ("state union", "23"),
        ('"may not"', "2"), ('"not may"', ""), ("O'Brien", "4"), ("o’brien", "4"),
        ("author:lee", "4"), ('tag:"crude oil"', "4"), ("title:oil", "1"),
        ("東京", "3"), ("京都", "3"), ("港", "3"), ("大阪港", ""), ("", "1234"),
    ],
)  # fmt: skip
def test_a_query_finds_what_it_should_and_nothing_else(traps, q, ids):
    assert found(traps, q) == list(ids)


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("l'avi*", ["1"]), ("l’avi*", ["1"]), ("d'avi*", []), ("l'av?on", ["1"]),
        ("avi*", ["1", "2"]), ("東京*", ["1"]), ("東京都*", ["1"]),
        ("東京都知事*", ["1"]), ("東京港*", []), ("o'br*", ["2"]), ("co-op*", ["2"]),
    ],
)  # fmt: skip
def test_a_pattern_is_cut_into_words_as_the_text_is(tmp_path, q, ids):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add(
            [
                {"id": "1", "title": "Il prit l’avion", "body": "東京都知事"},
                {"id": "2", "title": "the avion of O’Brien", "body": "a co-operative"},
            ]
        )
        assert found(archive, q) == ids


@pytest.mark.parametrize(
    "q",
    [
        "“Heaven helps those who help themselves”",
        '"heaven helps those who help themselves"',
        "„Heaven helps those who help themselves“",
        "«Heaven helps those who help themselves»",
    ],
)
def test_a_phrase_is_one_span_whatever_quotes_are_typed_or_stand(traps, q):
    results = traps.search(q)
    assert sorted(hit.id for hit in results) == ["2", "3"]
    assert marked(results) == ["Heaven helps those who help themselves"] * 2


def test_a_stem_is_marked_in_each_of_its_forms_and_a_quoted_word_in_its_own(traps):
    assert marked(traps.search("running")) == ["run", "running"]
    assert marked(traps.search('"running"')) == ["running"]


def test_words_are_marked_only_where_their_clause_took_part(tmp_path):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(
            [
                {"id": "1", "body": "Oil and coal."},
                {"id": "2", "body": "Oil, gas and coal."},
                {"id": "3", "body": "Oil and gas."},
            ]
        )
        results = archive.search("(oil AND gas) OR coal", sort="oldest")
        by_id = {
            hit.id: [s.text[a:b] for s in hit.snippets for a, b in s.matches]
            for hit in results
        }
        assert by_id == {
            "1": ["coal"],
            "2": ["Oil", "gas", "coal"],
            "3": ["Oil", "gas"],
        }
        assert marked(archive.search("coal -gas")) == ["coal"]


def test_undated_and_partly_dated_articles_are_counted_where_a_range_leaves_them_out(
    traps,
):
    july = {"date_from": "2016-07", "date_to": "2016-07"}
    results = traps.search("", **july)
    assert sorted(hit.id for hit in results) == ["3", "4"]
    assert (results.undated_excluded, results.imprecise_excluded) == (1, 1)
    assert traps.search("", date_from="2016", date_to="2016").imprecise_excluded == 0
    query = traps.search("date:2016-07")
    assert (query.total, query.undated_excluded, query.imprecise_excluded) == (2, 1, 1)
    assert found(traps, "", undated="include", **july) == ["1", "3", "4"]
    assert found(traps, "", undated="only", **july) == ["1"]
    assert found(traps, "", undated="exclude") == ["2", "3", "4"]
    assert found(traps, "date:2016-07", undated="include") == ["1", "3", "4"]
    assert found(traps, "date:2016-07", undated="only") == ["1"]
    assert found(traps, "-date:2016-07") == ["1", "2"]


def test_a_range_is_read_in_the_zone_that_is_echoed(traps):
    day = {"date_from": "2016-07-05", "date_to": "2016-07-05"}
    assert found(traps, "", **day) == []
    results = traps.search("", tz="Europe/Berlin", **day)
    assert [hit.id for hit in results] == ["3"]
    assert (results.query.tz, results.query.date_from, results.query.date_to) == (
        "Europe/Berlin",
        "2016-07-05T00:00:00+02:00",
        "2016-07-06T00:00:00+02:00",
    )


def test_since_runs_up_to_the_clock_that_is_echoed(traps):
    query = traps.search("", since="24h").query
    lower, upper, clock = (
        datetime.fromisoformat(each)
        for each in (query.date_from, query.date_to, query.clock)
    )
    assert upper - lower == timedelta(hours=24)
    assert timedelta() <= clock - upper < timedelta(seconds=1)
    assert found(traps, "", since="24h") == []
    assert found(traps, "", since="100y") == ["2", "3", "4"]


def test_a_range_that_ends_before_it_begins_is_refused(traps):
    with pytest.raises(ParameterError, match="ends before"):
        traps.search("", date_from="2017", date_to="2016")


def test_dates_sort_in_either_order_with_the_undated_last(traps):
    newest = [hit.id for hit in traps.search("", sort="newest")]
    oldest = [hit.id for hit in traps.search("", sort="oldest")]
    assert newest == ["3", "4", "2", "1"]
    assert oldest == ["2", "4", "3", "1"]


def test_recency_prefers_what_is_newer_and_undated_counts_nothing(tmp_path):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(
            {"id": year or "0", "title": "oil", "published": year}
            for year in ("1999", "2024", None, "2010")
        )
        hits = archive.search("oil", recency="365d").hits
        assert [hit.id for hit in hits] == ["2024", "2010", "1999", "0"]
        assert hits[-1].score == 0
        assert len({hit.score for hit in archive.search("oil")}) == 1


def test_results_say_how_the_query_was_read(traps):
    results = traps.search("title:running")
    assert results.read_as == results.query.read_as == "title:running{run|running}"


def test_pages_follow_each_other_and_end_empty(traps):
    pages = [traps.search("", per_page=3, page=number) for number in (1, 2, 3)]
    assert [[hit.id for hit in page] for page in pages] == [["1", "2", "3"], ["4"], []]
    assert [page.total for page in pages] == [4, 4, 4]
    assert [page.next is None for page in pages] == [False, True, True]


def test_explanations_add_up_to_the_score(traps):
    for hit in traps.search("oil OR us OR “state of the union”", explain=True):
        assert hit.score == sum(part.score for part in hit.explanation)
        assert all(part.documents == 4 for part in hit.explanation)
    assert traps.search("oil")[0].explanation is None


def test_a_hit_gives_the_fields_asked_for_and_always_its_id(traps):
    hit = traps.search("id:4", fields=["authors", "extra"]).hits[0].to_dict()
    assert {"id", "authors", "extra", "score"} <= set(hit)
    assert not {"title", "body", "url"} & set(hit)
    assert set(traps.search("id:4", fields=[], highlight=False)[0].to_dict()) == {
        "id",
        "score",
    }


def test_snippets_are_as_many_as_asked_for(tmp_path):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add([{"id": "1", "body": ("oil " + "filler " * 60) * 30}])
        sizes = {
            asked: len(archive.search("oil", snippets=asked)[0].snippets)
            for asked in (0, 1, 3, 20, "all")
        }
        assert sizes == {0: 0, 1: 1, 3: 3, 20: 20, "all": 30}
        bare = archive.search("oil", highlight=False)[0]
        assert (bare.title_highlight, bare.snippets) == (None, ())


def test_an_article_is_given_whole(traps):
    article = traps.get("4")
    assert (article.title, article.authors) == ("WHO warns US in May", ("Ann Lee",))
    for call in (traps.get, traps.highlight):
        with pytest.raises(ArticleNotFoundError, match="'nowhere'"):
            call("nowhere")


def test_an_article_is_marked_whole(traps):
    marks = traps.highlight("4", "us OR harbour OR nowhere OR (oil AND us)")
    assert marks.title.text == marks.article.title
    assert marks.body.text == marks.article.body
    assert marks.body.field == "body"
    shown = [marks.title.text[a:b] for a, b in marks.title.matches]
    shown += [marks.body.text[a:b] for a, b in marks.body.matches]
    assert shown == ["US", "Harbour", "harbour", "harbours"]


def test_an_article_that_the_query_does_not_find_is_given_without_marks(traps):
    marks = traps.highlight("4", "us AND crude")
    assert (marks.title.matches, marks.body.matches) == ((), ())


def test_filters_are_alternatives_inside_and_conditions_beside_each_other(traps):
    assert found(traps, "", source=["reuters", "AP"]) == ["4"]
    assert found(traps, "", source="REUTERS", tag="other") == []
    assert found(traps, "", exclude={"source": "reuters"}) == ["1", "2", "3"]


def test_a_value_asked_for_twice_is_shown_once(tmp_path):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add([{"id": str(n), "source": "AP" if n else "DPA"} for n in range(3)])
        results = archive.search(source=["DPA", "dpa"], facet="source", facet_size=1)
        assert [each.value for each in results.facets["source"].values] == ["AP", "DPA"]
        assert results.query.read_as == "source=dpa"


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ('source:"U.S. News"', ["1", "2"]),
        ('source:"US News"', ["1", "2"]),
        ('author:"Lee Ann"', []),
        ('author:"Lee Ann"~2', ["1"]),
        ("author:李", ["3"]),
        ("author:明", ["3"]),
        ('author:"李明"', ["3"]),
        ("author:王", []),
    ],
)
def test_words_of_values_are_folded_and_take_a_slop(tmp_path, q, ids):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(
            [
                {"id": "1", "source": "U.S. News", "authors": ["Ann B. Lee", "Bo"]},
                {"id": "2", "source": "US News", "authors": ["Lee", "Ann"]},
                {"id": "3", "authors": ["李明"]},
            ]
        )
        assert found(archive, q) == ids


def test_a_facet_ignores_its_own_filter(tmp_path):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(
            {"id": str(n), "title": "oil", "source": source, "tags": tags}
            for n, (source, tags) in enumerate(
                [("AP", ["a"]), ("AP", ["b"]), ("DPA", ["a"]), (None, [])]
            )
        )
        results = archive.search("oil", source="ap", facet=["source", "tag"])
        shown = {
            name: [(each.value, each.count, each.selected) for each in facet.values]
            for name, facet in results.facets.items()
        }
        assert shown == {
            "source": [("AP", 2, True), ("DPA", 1, False)],
            "tag": [("a", 1, False), ("b", 1, False)],
        }
        assert results.facets["source"].missing == 1


def test_readiness_tells_what_is_held(traps):
    assert (traps.ready().revision, traps.ready().articles) == (traps.revision, 4)


def test_an_archive_that_is_not_there_is_not_made_unasked(tmp_path):
    with pytest.raises(ArchiveNotFoundError):
        Archive.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_records_that_cannot_be_articles_are_rejected_and_the_rest_taken(tmp_path):
    records = [{"id": "1", "title": "oil"}, {"id": 2.5}, {"title": 7}, "text", None]
    with Archive.open(tmp_path, create=True) as archive:
        report = archive.rebuild(records)
        assert (report.added, report.rejected) == (1, 4)
        with pytest.raises(BadRecordError):
            archive.rebuild(records, strict=True)
        assert found(archive, "oil") == ["1"]


def test_stems_are_those_asked_for_or_of_the_language_filtered_by(tmp_path):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add([{"id": "1", "title": "Häuser", "language": "de"}])
        assert found(archive, "Hauses") == []
        assert found(archive, "Hauses", stem="de") == ["1"]
        assert found(archive, "Hauses", lang="de") == ["1"]
        assert found(archive, "Hauses", lang="de", stem="none") == []
        assert found(archive, "Hauses", lang=["de", "en"]) == []


@pytest.mark.parametrize("lang", ["eng", "en-GB", "EN", "ja"])
def test_without_stems_of_its_own_a_language_has_those_of_the_archive(tmp_path, lang):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add([{"id": "1", "title": "run", "language": lang}])
        assert found(archive, "running", lang=lang) == ["1"]


def test_a_search_past_its_deadline_is_given_up(traps):
    with (
        Archive.open(traps.path, limits=Limits(seconds=0)) as archive,
        pytest.raises(SearchTimeoutError),
    ):
        archive.search("oil")


PIECES = [
    *"()\"“”„«」-+~^*?:!&|[]{}<>=.,'’/ \t\0\ud800\u0301\u200b@$1é石港ßİ",
    *("oil", "US", "us", "C++", "AT&T", "10:30", "http://", "2016", "7d", " TO "),
    *(" AND ", " OR ", " NOT ", " -", " +", " (", ") ", "title:", "author:", "id:"),
    *("lang:", "date:", "foo:", "date:[", "~2", "^3", "[2016 TO 2017]", "pric*"),
    *('"crude oil"~3', "wom?n", "date:[* TO 9999-12-31T23:59:59-23:59]", "1000y"),
]
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    st.text(st.characters(), max_size=40),
)


@given(
    texts,
    st.sampled_from(["strict", "lenient"]),
    st.sampled_from(["and", "or"]),
    st.sampled_from(["UTC", "America/New_York", "Pacific/Apia"]),
)
@settings(max_examples=300)
def test_any_text_is_answered_or_refused_at_a_place(traps, q, syntax, op, tz):
    try:
        results = traps.search(q, syntax=syntax, op=op, tz=tz, interval="auto")
    except QuerySyntaxError as error:
        problems = error.problems
    else:
        assert len(results) == results.total
        assert all(w.at is None or w.at[1] <= len(q) for w in results.query.warnings)
        return
    assert syntax == "strict"
    assert all(0 <= x.at[0] <= x.at[1] <= len(q) and x.detail for x in problems)


@pytest.mark.parametrize("text", ["\ud800", "oil\udfff"])
def test_half_a_character_is_in_no_article(traps, text):
    for q in (f"id:{text}", f"lang:{text}"):
        assert found(traps, q) == []
    assert found(traps, "", source=text) == []
    assert found(traps, "", exclude={"source": text}) == list("1234")
    with pytest.raises(ArticleNotFoundError):
        traps.get(text)


@pytest.mark.parametrize("purge", [False, True])
def test_no_article_is_deleted_by_half_a_character(tmp_path, purge):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add([{"id": "1"}])
        assert archive.delete(["\ud800"], purge=purge).missing == ("\ud800",)
        assert archive.ready().articles == 1


def test_a_snapshot_in_use_outlives_a_rebuild(tmp_path):
    """A page that began before a rebuild goes on as if there had been none."""
    with Archive.open(tmp_path, create=True) as archive:
        archive.add({"id": str(n), "title": "old"} for n in range(9))
        first = archive.search("old", per_page=5)
        archive.rebuild([{"id": "0", "title": "new"}])
        second = archive.search("old", per_page=5, cursor=first.next)
        assert (second.total, second.revision, len(second)) == (9, first.revision, 4)
        newest = archive.search("old OR new")
        assert (newest.total, newest[0].title) == (1, "new")
        assert newest.revision == archive.revision != first.revision


def test_a_rebuild_is_seen_whole_or_not_at_all(tmp_path):
    with Archive.open(tmp_path, create=True) as archive:
        archive.add({"id": str(n), "title": "oil"} for n in range(3))
        seen = []

        def articles():
            for n in range(50):
                seen.append(archive.search("oil").total)
                yield {"id": f"new {n}", "title": "oil"}
            seen.append(archive.search("oil").total)

        archive.rebuild(articles())
        assert set(seen) == {3}
        assert archive.search("oil").total == 50


def test_each_answer_is_true_of_its_revision_while_others_write(tmp_path):
    """Each commit *n* leaves exactly the articles that say ``word`` and *n*."""
    with Archive.open(tmp_path, create=True) as archive:
        held: dict[str, str] = {}
        truth = {archive.revision: {}}
        stop = threading.Event()

        def search():
            seen = []
            while not (stop.is_set() and seen):
                results = archive.search("word", per_page=50, highlight=False)
                assert results.total == len(results)
                seen.append((results.revision, {x.id: x.title for x in results}))
            return seen

        with ThreadPoolExecutor(8) as threads:
            futures = [threads.submit(search) for _ in range(8)]
            try:
                for turn in range(10):
                    new = {
                        f"{turn % 5}-{n}": f"word {turn}" for n in range(turn % 3 + 1)
                    }
                    is_rebuilt = turn % 4 == 3
                    change = archive.rebuild if is_rebuilt else archive.add
                    change({"id": key, "title": title} for key, title in new.items())
                    held = new if is_rebuilt else held | new
                    truth[archive.revision] = held
            finally:
                stop.set()
            seen = [each for future in futures for each in future.result()]
        assert all(rows == truth[revision] for revision, rows in seen)


def test_an_id_that_is_no_text_is_the_id_of_no_article(tmp_path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add([{"id": 5, "title": "oil"}])
        for other in (5, None, b"5"):
            with pytest.raises(ArticleNotFoundError):
                archive.get(other)
            for purge in (False, True):
                assert archive.delete([other], purge=purge).missing == (other,)
        assert archive.get("5").title == "oil"


@pytest.mark.parametrize("made", ["deep", "long"])
def test_a_record_that_cannot_even_be_shown_is_rejected_and_the_rest_taken(
    tmp_path, made
):
    """Python refuses to write out what is nested too deeply or has too many digits."""
    value = 10**5000
    if made == "deep":
        value = []
        for _level in range(100_000):
            value = [value]
    hostile = [{"id": "1", "x": value}, Article("2", extra={"x": value})]
    with Archive.open(tmp_path / "archive", create=True) as archive:
        report = archive.add([*hostile, {"id": "3"}])
        assert (report.rejected, report.added) == (2, 1)
        assert [each.line for each in report.rejections] == [1, 2]


def test_one_text_is_no_list_of_ids(tmp_path):
    """Its letters would be the ids, and their articles gone."""
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add([{"id": "a", "title": "A"}, {"id": "ab", "title": "AB"}])
        with pytest.raises(TypeError, match=r"\['ab'\], not 'ab'"):
            archive.delete("ab")
        assert archive.search().total == 2


@pytest.mark.parametrize("one", [{"id": "1"}, Article("1"), "1", b"1"])
@pytest.mark.parametrize("change", ["add", "rebuild"])
def test_one_article_is_no_list_of_articles(tmp_path, change, one):
    """A mapping's keys would else be taken for articles, and all be rejected."""
    with Archive.open(tmp_path / "archive", create=True) as archive:
        with pytest.raises(TypeError, match="give a list of articles"):
            getattr(archive, change)(one)
        assert archive.ready().articles == 0


def test_a_boost_where_nothing_scores_is_told(traps):
    def codes(q):
        return [each.code for each in traps.search(q).query.warnings]

    assert codes("author:lee^3 oil^2") == ["boost_without_score"]
    assert codes("author:lee oil^2") == []
