"""Results as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.index import Article, StoredArticle
from broadsheet.index.codec.stored import encode_stored
from broadsheet.scripts.results import plain, show_results
from broadsheet.search import (
    Archive,
    Bucket,
    Facet,
    FacetValue,
    Hit,
    NoHits,
    QueryEcho,
    QueryWarning,
    Results,
    ScorePart,
    SearchRequest,
    Timeline,
)
from broadsheet.search.cursor import Continuation
from broadsheet.search.engine import Row
from broadsheet.search.plan import Position

if TYPE_CHECKING:
    from pathlib import Path


def _echo(**changes: Any) -> QueryEcho:
    facts: dict[str, Any] = {
        "q": "oil",
        "read_as": "oil",
        "tz": "UTC",
        "date_from": None,
        "date_to": None,
        "clock": "2024-01-01T00:00:00Z",
        "warnings": (),
    }
    return QueryEcho(**{**facts, **changes})


@dataclass(frozen=True)
class _Asked:
    """What was asked, its echo made before."""

    made: QueryEcho

    def echo(self) -> QueryEcho:
        return self.made


@dataclass(frozen=True)
class _Advice:
    """What to do instead, worked out before."""

    correction: None
    no_hits: NoHits


def _stored(**facts: Any) -> StoredArticle:
    return StoredArticle(encode_stored(Article(id="a", **facts)))


def _hit(article_id: str = "a", **changes: Any) -> Hit:
    facts: dict[str, Any] = {
        "row": Row(0, Position(1.0, article_id), 1.0, frozenset(), None),
        "stored": _stored(title="Oil", source="AP", published="1987-10"),
        "title_passage": (0, "Oil", "<mark>Oil</mark>", ((0, 3),)),
        "passages": [(7, "the oil price", "the <mark>oil</mark> price", ((4, 7),))],
        "fields": (),
    }
    return Hit(**{**facts, **changes})


def _results(**changes: Any) -> Results:
    facts: dict[str, Any] = {
        "asked": _Asked(_echo()),
        "hits": (_hit(),),
        "total": 1,
        "undated_excluded": 0,
        "imprecise_excluded": 0,
        "revision": "1.1",
        "took_ms": 2.5,
        "page": 1,
        "per_page": 10,
        "continuation": None,
        "facets": {},
        "timeline": None,
    }
    return Results(**{**facts, **changes})


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what is shown of results with some facts changed."""

    def show(**changes: Any) -> str:
        show_results(_results(**changes))
        return capsys.readouterr().out

    return show


def test_hit_is_shown_with_its_facts_and_marks(shown: Any) -> None:
    assert shown() == (
        "1 article (revision 1.1, 2.5 ms)\n"
        "read as: oil\n"
        "\n"
        "  1. [Oil]\n"
        "     1987-10 · AP · a\n"
        "     … the [oil] price …\n"
    )


def test_numbers_go_on_from_the_page_before(shown: Any) -> None:
    assert "\n 11. [Oil]" in shown(page=2)


def test_what_was_left_out_is_told(shown: Any) -> None:
    out = shown(undated_excluded=3, imprecise_excluded=1200)
    assert "left out: 3 undated\n" in out
    assert "left out: 1,200 whose date is too imprecise\n" in out


def test_warnings_are_shown_with_their_cure(shown: Any) -> None:
    warning = QueryWarning("unbalanced_quote", "a quote is open", (0, 1), '"oil"')
    out = shown(asked=_Asked(_echo(warnings=(warning,))))
    assert 'warning: a quote is open (try: "oil")\n' in out


def test_range_is_shown_in_its_zone(shown: Any) -> None:
    out = shown(
        asked=_Asked(_echo(date_from="2016-07-01T00:00:00+02:00", tz="Europe/Paris"))
    )
    assert "dates: 2016-07-01T00:00:00+02:00 to before … (Europe/Paris)\n" in out


def test_undated_hit_without_a_title_says_so(shown: Any) -> None:
    out = shown(hits=(_hit(stored=_stored(), title_passage=None),))
    assert "  1. (no title)\n     undated · a\n" in out


def test_text_of_an_article_cannot_steer_the_terminal(shown: Any) -> None:
    """An escape sequence in a title could rewrite what the reader sees."""
    evil = "\x1b]0;owned\x07 oil\r\n\x9b31m"
    passage = (0, evil, "", ((11, 14),))
    stored = _stored(title=evil, source=evil)
    out = shown(
        hits=(_hit(evil, stored=stored, title_passage=None, passages=[passage]),),
        asked=_Asked(_echo(read_as=evil)),
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out)
    assert "]0;owned [oil]" in out


def test_plain_text_is_one_line_without_controls() -> None:
    assert plain(" a\r\n\tb\x00c \u202ed ") == "a b c d"


def test_facets_and_timeline_are_tables(shown: Any) -> None:
    values = (FacetValue("AP", 20, selected=True), FacetValue("Reuters", 9, False))
    buckets = (
        Bucket("2016", "2016-01-01", "2016-12-31", 2, 10),
        Bucket("2017", "2017-01-01", "2017-12-31", 0, 5),
    )
    out = shown(
        facets={"source": Facet(values, missing=4, more=2)},
        timeline=Timeline("year", buckets, undated=1, imprecise=0),
    )
    assert "\nsource:\n         20  AP *\n          9  Reuters\n" in out
    assert "          4  (none)\n  2 more values\n" in out
    assert f"  2016               2 of 10        {'#' * 40}\n" in out
    assert "  2017               0 of 5\n" in out
    assert "  undated            1\n" in out


def test_parts_of_a_score_are_shown(shown: Any) -> None:
    part = ScorePart("oil", 1.25, 2.0, 1.0, 3, 10, {})
    assert "1.2500 oil: idf 2.000, boost 1\n" in shown(
        hits=(_hit(row=Row(0, Position(1.0, "a"), 1.0, frozenset(), (part,))),)
    )


def test_next_page_is_offered(shown: Any) -> None:
    request, clock = SearchRequest(q="oil"), datetime(2024, 1, 1, tzinfo=UTC)
    more = Continuation(request, "1.1", clock, Position(1.0, "a"), b"secret")
    assert shown(continuation=more).endswith(f"\nmore: --cursor {more.cursor()}\n")


def test_what_may_be_searched_instead_is_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.add([{"id": "1", "title": "Crude oil"}, {"id": "2", "title": "Gas"}])
        show_results(archive.search("crude oli"))
        show_results(archive.search('gas "oil crude"'))
        show_results(archive.search('"oil crude"'))
    out = capsys.readouterr().out
    assert "did you mean: crude oil (1)" in out
    assert "alone: 1 crude\nalone: 0 oli\n" in out
    assert "nearest: crude (1), without oli" in out
    assert 'nearest: gas (1), without "oil crude"' in out
    assert "nearest: oil crude (1), without quotes" in out


def test_it_is_told_that_there_was_no_time_to_find_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    unfinished = NoHits((), None, is_complete=False)
    advice = _Advice(correction=None, no_hits=unfinished)
    show_results(_results(total=0, hits=(), advice=advice))
    assert "there was no time to find out more" in capsys.readouterr().out


def test_copies_are_told_at_the_hit_that_stands_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "A ferry rescued two balloonists who had been adrift for forty hours."
    sources = [("a", "Wire", "2018-09-02"), ("b", "Courier", "2018-09-03")]
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.rebuild(
            {"id": name, "title": "Ferry", "body": text} | {"source": source} | date
            for name, source, day in sources
            for date in [{"published": day}]
        )
        results = archive.search("ferry", collapse="story", sort="newest")
    show_results(results)
    shown = capsys.readouterr().out
    assert shown.startswith("2 articles, 1 story (")
    assert results[0].story is not None
    story = f"--story {results[0].story.id}"
    assert f"     also 1 copy · in Wire · first 2018-09-02 · {story}\n" in shown
