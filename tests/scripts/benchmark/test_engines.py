"""Every engine that is here answers a tiny archive as counted by hand."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from broadsheet.scripts.benchmark.__main__ import ENGINES
from broadsheet.scripts.benchmark.articles import PlainArticle
from broadsheet.scripts.benchmark.engine import (
    CannotAskError,
    EngineMissingError,
    ask,
)
from broadsheet.scripts.benchmark.questions import Question, Span
from broadsheet.scripts.benchmark.tantivy_index import Tantivy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from broadsheet.scripts.benchmark.engine import Engine, Searcher
    from broadsheet.scripts.benchmark.questions import Kind

_SPRING = Span(date(1987, 2, 1), date(1987, 4, 2))
_YEAR = Span(date(1987, 1, 1), date(1987, 12, 31))

#: A question of each kind and the articles that answer it.
_ANSWERS = [
    (Question("all_of", ("silver",)), "1 2 3 4 6"),
    (Question("all_of", ("absent",)), ""),
    (Question("all_of", ("gold", "silver")), "1 2 4"),
    (Question("all_of", ("gold", "north")), "1"),
    (Question("all_of", ("silver",), _SPRING), "2 3 4"),
    (Question("any_of", ("zinc", "wind", "school")), "3 5 6"),
    (Question("phrase", ("silver", "gold")), "4"),
    (Question("phrase", ("gold", "silver")), ""),
    (Question("phrase", ("of", "the")), "1 4 5"),
    (Question("phrase", ("and", "the", "gold", "of")), "1"),
    (Question("phrase", ("of", "the"), _SPRING), "4"),
    (Question("newest", span=_SPRING), "4 3 2"),
    (Question("prefix", ("gold",)), "1 2 4 5"),
    (Question("fuzzy", ("silwer",)), "1 2 3 4 6"),
    (Question("without", ("silver", "gold")), "3 6"),
    (Question("counted", ("silver",), _YEAR), "1 2 3 4 6"),
]


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    """One engine; the tests of one that is not installed are skipped."""
    chosen: Engine = request.param
    if chosen.name.startswith("tantivy") and not importlib.util.find_spec("tantivy"):
        pytest.skip("tantivy is not installed")
    assert chosen.version()
    return chosen


@pytest.fixture(scope="module")
def folder(
    engine: Engine,
    articles: list[PlainArticle],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """An index of the seven articles."""
    folder = tmp_path_factory.mktemp("index")
    engine.build(articles, folder, 1)
    return folder


@pytest.fixture(scope="module")
def searcher(engine: Engine, folder: Path) -> Iterator[Searcher]:
    opened = engine.open(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(("question", "expected"), _ANSWERS)
def test_engine_finds_what_a_reader_would(
    engine: Engine, searcher: Searcher, question: Question, expected: str
) -> None:
    if engine.name == "fts5" and question.kind == "fuzzy":
        with pytest.raises(CannotAskError, match="silwer"):
            ask(searcher, question)
        return
    answer = ask(searcher, question)
    ids = [f"a{number}" for number in expected.split()]
    found = [hit.id for hit in answer.hits]
    assert answer.total == len(ids)
    assert (found if question.kind == "newest" else sorted(found)) == ids


@pytest.mark.parametrize("kind", ["all_of", "phrase"])
def test_total_in_a_span_is_exact_where_blocks_could_be_skipped(
    engine: Engine, tmp_path: Path, kind: Kind
) -> None:
    many = [
        PlainArticle(
            f"a{number}",
            "Gold" if number % 5 else "Pure silver",
            "pure silver " * (number % 7) + "and more" if number % 5 else "",
            "Wire",
            datetime(1987, 1 + number % 12, 1 + number % 28, tzinfo=UTC),
        )
        for number in range(1_000)
    ]
    engine.build(many, tmp_path, 1)
    opened = engine.open(tmp_path)
    words = ("silver",) if kind == "all_of" else ("pure", "silver")
    inside = [
        each
        for each in many
        if "silver" in f"{each.title} {each.body}"
        and each.date is not None
        and _SPRING.start <= each.date < _SPRING.end
    ]
    assert ask(opened, Question(kind, words, _SPRING)).total == len(inside)
    opened.close()


def test_two_threads_build_the_same_archive(
    engine: Engine, articles: list[PlainArticle], tmp_path: Path
) -> None:
    if not engine.threaded:
        pytest.skip("it has one thread")
    engine.build(articles, tmp_path, 2)
    opened = engine.open(tmp_path)
    assert ask(opened, Question("all_of", ("silver",))).total == 5
    opened.close()


def test_misspelt_inflection_is_found(engine: Engine, searcher: Searcher) -> None:
    if engine.name == "fts5":
        pytest.skip("it has no search by edit distance")
    assert ask(searcher, Question("fuzzy", ("shipqed",))).total == 1


def test_snippet_of_the_body_marks_the_word(searcher: Searcher) -> None:
    (hit,) = ask(searcher, Question("all_of", ("zinc",))).hits
    assert hit.title == "Zinc"
    marked = hit.snippet.replace(">zinc</", ">*</")
    assert marked.startswith("Undated <")
    assert ">*</" in marked


def test_counts_cover_the_hits(searcher: Searcher) -> None:
    answer = ask(searcher, Question("counted", ("silver",), _YEAR))
    assert dict(answer.sources) == {"Post": 3, "Wire": 2}
    assert sum(answer.timeline) == 4, "all but the undated one"


def test_stemming_is_as_the_notes_say(engine: Engine, searcher: Searcher) -> None:
    exact = engine.name in {"tantivy-exact", "whoosh"}
    counts = [
        ask(searcher, Question("all_of", (word,))).total for word in ("ship", "shipped")
    ]
    assert counts == ([0, 1] if exact else [1, 1])


def test_added_article_is_found_at_once_and_after_opening_again(
    engine: Engine, articles: list[PlainArticle], tmp_path: Path
) -> None:
    engine.build(articles, tmp_path, 1)
    when = datetime(1987, 3, 4, tzinfo=UTC)
    first = PlainArticle("b1", "Nickel", "A nickel.", "Wire", when)
    second = PlainArticle("b2", "Brass", "Brass, and a nickel.", "", None)
    opened = engine.open(tmp_path)
    opened.add(first)
    assert opened.all_of(("nickel",), None).total == 1
    opened.add(second)
    assert opened.all_of(("nickel",), None).total == 2
    opened.close()
    again = engine.open(tmp_path)
    assert again.all_of(("nickel",), None).total == 2
    assert [hit.id for hit in again.all_of(("nickel",), _SPRING).hits] == ["b1"]
    again.close()


def test_missing_library_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(EngineMissingError, match="tantivy is not installed"):
        Tantivy(stemmed=True).version()


def test_question_about_time_needs_a_span(searcher: Searcher) -> None:
    with pytest.raises(ValueError, match="'newest' needs a span"):
        ask(searcher, Question("newest"))
