"""``scripts/bench``: build, ask, compare, report."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from ...index import BroadsheetError
from .articles import load_articles, read_articles, save_articles, take
from .broadsheet_archive import Broadsheet
from .engine import EngineMissingError
from .machine import commit, machine
from .measure import build, in_own_process, search
from .report import Run, to_json, to_text
from .sqlite_fts5 import SqliteFts5
from .stock_whoosh import StockWhoosh
from .tantivy_index import Tantivy
from .workload import Vocabulary, draw_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .engine import Engine
    from .questions import Question

#: In the order of the columns; the first is compared with the others.
ENGINES: tuple[Engine, ...] = (
    Broadsheet(),
    Tantivy(stemmed=True),
    Tantivy(stemmed=False),
    SqliteFts5(),
    StockWhoosh(),
)
_SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "articles.jsonl"
_SAMPLE_ARTICLES = 2_000


@dataclass(frozen=True, slots=True)
class _Workload:
    #: As :func:`~.articles.save_articles` wrote them.
    articles: Path
    text_bytes: int
    count: int
    questions: Mapping[str, Sequence[Question]]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--articles",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many; beyond those of FILE they are generated from them. "
    f"[default: all of FILE; {_SAMPLE_ARTICLES:,} without one]",
)
@click.option(
    "--queries",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Questions of each class.",
)
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="N",
    help="How often all is measured; the medians are reported.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="N")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE.json",
    help="Write every figure, with machine and commit.",
)
def bench(
    file: Path | None,
    articles: int | None,
    queries: int,
    runs: int,
    seed: int,
    output: Path | None,
) -> None:
    """Measure Broadsheet beside other engines on the articles of FILE.

    FILE is anything that a rebuild reads, such as JSON Lines, plain or packed;
    without one, the sample archive is taken. The indexes are made in the folder for
    temporary files; TMPDIR chooses another.
    """
    if file is None and articles is None:
        articles = _SAMPLE_ARTICLES
    file = file or _SAMPLE
    engines = _installed()
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-") as folder:
        try:
            work = _prepare(file, articles, queries, seed, Path(folder))
        except (ValueError, BroadsheetError) as error:
            raise click.ClickException(str(error)) from error
        megabytes = work.text_bytes / 1e6
        click.echo(f"{work.count:,} articles, {megabytes:,.1f} MB of title and body")
        measured = _measure([*engines], work, runs, Path(folder))
    notes = [note for engine in engines for note in engine.notes]
    click.echo(f"\n{to_text(measured, work.text_bytes, notes)}")
    if output is not None:
        circumstances = {
            **_surroundings(engines),
            "file": file.name,
            "articles": work.count,
            "text_bytes": work.text_bytes,
            "queries": queries,
            "seed": seed,
            "notes": notes,
        }
        found = to_json(measured, circumstances)
        output.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))


def _surroundings(engines: Mapping[Engine, str]) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "versions": {engine.name: version for engine, version in engines.items()},
    }


def _installed() -> dict[Engine, str]:
    """Return the engines that there are, each with its version."""
    versions: dict[Engine, str] = {}
    for engine in ENGINES:
        try:
            versions[engine] = engine.version()
        except EngineMissingError as error:
            click.echo(f"left out: {engine.name}: {error}", err=True)
    return versions


def _prepare(
    file: Path, count: int | None, queries: int, seed: int, folder: Path
) -> _Workload:
    path = folder / "articles.jsonl"
    text_bytes = save_articles(take(read_articles(file), count, seed), path)
    vocabulary = Vocabulary.of(load_articles(path), seed)
    questions = draw_questions(vocabulary, queries, seed)
    return _Workload(path, text_bytes, vocabulary.articles, questions)


def _measure(
    engines: Sequence[Engine], work: _Workload, runs: int, folder: Path
) -> dict[str, list[Run]]:
    """Return each engine's runs; they take turns, so that all have the same weather."""
    measured: dict[str, list[Run]] = {engine.name: [] for engine in engines}
    for number in range(1, runs + 1):
        for engine in engines:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                click.echo(f"run {number} of {runs}: {engine.name}", err=True)
                index = Path(place) / "index"
                built = in_own_process(build, engine, work.articles, index)
                searched = in_own_process(search, engine, index, work.questions)
            measured[engine.name].append(Run(built, searched))
    return measured


if __name__ == "__main__":
    bench()
