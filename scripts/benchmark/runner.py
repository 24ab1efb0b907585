"""The runner: articles made ready, engines measured in turns."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .articles import load_articles, read_articles, save_articles
from .figures import Run
from .generator import join, take
from .measure import build, in_own_process, read, search
from .plan import Plan
from .workload import PROBE, Vocabulary, draw_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .engine import Engine


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    #: Numbers of threads to build with; the index of the first is searched.
    threads: Sequence[int]
    #: Questions of each class.
    queries: int
    #: How often each question is asked.
    rounds: int
    #: Articles added one at a time.
    adds: int
    #: How often all is measured.
    runs: int
    #: Articles of the file that are joined into one.
    join: int
    seed: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One archive and every engine's runs on it, by the engine's name."""

    articles: int
    #: Of titles and bodies.
    text_bytes: int
    #: What reading the articles takes, a part of each rebuild.
    read_seconds: float
    runs: Mapping[str, Sequence[Run]]


def measure(
    file: Path, count: int | None, engines: Sequence[Engine], effort: Effort
) -> Measured:
    """Measure *engines* on *count* articles: those of *file*, then generated ones.

    :raises BadRecordError: if the file has a record that is no article.
    :raises ValueError: if the articles do not hold what questions are drawn from.
    """
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-") as name:
        folder = Path(name)
        path = folder / "articles.jsonl"
        given = join(read_articles(file), effort.join)
        given = take(given, count, effort.seed)
        text_bytes = save_articles(given, path)
        vocabulary = Vocabulary.of(load_articles(path), effort.seed)
        questions = draw_questions(vocabulary, effort.queries, effort.seed)
        plan = Plan(path, questions, questions[PROBE], effort.rounds, effort.adds)
        articles = vocabulary.articles
        # Nothing of it is asked for again, and a large archive has many words.
        del vocabulary
        click.echo(
            f"{articles:,} articles, {text_bytes / 1e6:,.1f} MB of title and body"
        )
        seconds = in_own_process(read, path)
        runs = _take_turns(engines, plan, effort, folder)
    return Measured(articles, text_bytes, seconds, runs)


def _take_turns(
    engines: Sequence[Engine], plan: Plan, effort: Effort, folder: Path
) -> dict[str, list[Run]]:
    """Return each engine's runs; they take turns, so that all have the same weather."""
    measured: dict[str, list[Run]] = {engine.name: [] for engine in engines}
    for number in range(1, effort.runs + 1):
        for engine in engines:
            click.echo(f"run {number} of {effort.runs}: {engine.name}", err=True)
            threads = effort.threads if engine.threaded else (1,)
            measured[engine.name].append(_run(engine, plan, threads, folder))
    return measured


def _run(engine: Engine, plan: Plan, threads: Sequence[int], folder: Path) -> Run:
    built = {}
    searched = None
    for number in threads:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            index = Path(place) / "index"
            built[number] = in_own_process(build, engine, plan.articles, index, number)
            if searched is None:
                searched = in_own_process(search, engine, index, plan)
    if searched is None:
        raise ValueError("there must be a number of threads to build with")
    return Run(built, searched)
