"""The whole report: as text for a terminal, as Markdown for a page, as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from .growth import growth_table
from .report import remarks, tables, to_json
from .tables import aligned, markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .runner import Effort, Measured


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, where and with what it was measured."""

    date: str
    commit: str
    machine: Mapping[str, str | int]
    #: By engine.
    versions: Mapping[str, str]
    #: Name of the file that the articles are from.
    file: str
    effort: Effort
    #: Where the work of the engines is not equal.
    notes: Sequence[str]


def text_of(measured: Measured, notes: Sequence[str]) -> str:
    """Return the report on one archive as aligned tables with footnotes."""
    parts = [aligned(rows) for rows in tables(measured)]
    return "\n\n".join([*parts, "\n".join(remarks(measured, notes))])


def markdown_of(archives: Sequence[Measured], around: Circumstances) -> str:
    """Return the reports on all archives as a section of a page."""
    parts = [_introduction(around)]
    for each in archives:
        parts.append(
            f"### {each.articles:,} articles, {each.text_bytes / 1e6:,.1f} MB in title"
            " and body"
        )
        parts += [markdown(rows) for rows in tables(each)]
        parts.append("\n".join(f"- {line}" for line in remarks(each, around.notes)))
    if len(archives) > 1:
        parts += ["### Growth", markdown(growth_table(archives))]
    return "\n\n".join(parts) + "\n"


def json_of(archives: Sequence[Measured], around: Circumstances) -> bytes:
    """Return every figure."""
    found: dict[str, Any] = {
        **asdict(around),
        "archives": [to_json(each) for each in archives],
    }
    # The builds are told apart by a number of threads.
    return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _introduction(around: Circumstances) -> str:
    machine, effort = around.machine, around.effort
    versions = ", ".join(f"{name} {each}" for name, each in around.versions.items())
    joined = f", {effort.join} articles joined into one" if effort.join > 1 else ""
    return (
        f"{around.date[:10]}, commit {around.commit}: `{around.file}`{joined},"
        f" {effort.queries} questions of each class, each asked {effort.rounds} times,"
        f" {effort.adds} articles added, the medians of {effort.runs} runs."
        f" {machine['cores']} cores, {machine['cpu']}, {machine['system']},"
        f" Python {machine['python']}; {versions}."
    )
