"""``scripts/bench``: build, ask, compare, report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...index import BroadsheetError
from .broadsheet_archive import Broadsheet
from .broadsheet_http import BroadsheetHttp
from .chart import draw
from .engine import EngineMissingError
from .growth import growth_panels, growth_table
from .machine import commit, machine
from .options import names_of, numbers
from .page import Circumstances, json_of, markdown_of, text_of
from .runner import Effort, measure
from .sqlite_fts5 import SqliteFts5
from .stock_whoosh import StockWhoosh
from .tables import aligned
from .tantivy_index import Tantivy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .engine import Engine
    from .runner import Measured

#: In the order of the columns; the first is compared with the others.
ENGINES: tuple[Engine, ...] = (
    Broadsheet(),
    Tantivy(stemmed=True),
    Tantivy(stemmed=False),
    SqliteFts5(),
    StockWhoosh(),
    BroadsheetHttp(),
)
_NAMES = tuple(engine.name for engine in ENGINES)
_SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "articles.jsonl"
_SAMPLE_ARTICLES = 2_000


_FILE = click.Path(path_type=Path, dir_okay=False, writable=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--articles",
    callback=numbers,
    metavar="N,N",
    help="How many, or several sizes in turn; beyond those of FILE they are generated "
    f"from them. [default: all of FILE; {_SAMPLE_ARTICLES:,} without one]",
)
@click.option(
    "--engines",
    callback=names_of(_NAMES),
    metavar="NAME,NAME",
    default=",".join(_NAMES[:-1]),
    show_default=True,
    help=f"Those to measure, of {', '.join(_NAMES)}.",
)
@click.option(
    "--threads",
    callback=numbers,
    metavar="N,N",
    default="1,2",
    show_default=True,
    help="How many to build with; the index of the first is searched.",
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
    "--rounds",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    metavar="N",
    help="How often each is asked; its median time counts.",
)
@click.option(
    "--adds",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Articles added one at a time.",
)
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="N",
    help="How often all is measured; the medians are reported.",
)
@click.option(
    "--join",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Articles of FILE that are joined into one, for longer ones.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="N")
@click.option("--output", type=_FILE, metavar="FILE.json", help="Write every figure.")
@click.option(
    "--markdown", type=_FILE, metavar="FILE.md", help="Write the tables for a page."
)
@click.option(
    "--chart",
    type=_FILE,
    metavar="FILE.svg",
    help="Draw how the figures grow; for several sizes.",
)
def bench(
    file: Path | None,
    articles: Sequence[int] | None,
    engines: Sequence[str],
    output: Path | None,
    markdown: Path | None,
    chart: Path | None,
    **effort: Any,
) -> None:
    """Measure Broadsheet beside other engines on the articles of FILE.

    FILE is anything that a rebuild reads, such as JSON Lines, plain or packed;
    without one, the sample archive is taken. The indexes are made in the folder for
    temporary files; TMPDIR chooses another.
    """
    if file is None and articles is None:
        articles = (_SAMPLE_ARTICLES,)
    sizes: Sequence[int | None] = articles or (None,)
    if chart is not None and len(sizes) == 1:
        raise click.UsageError("--chart needs several sizes, as --articles 1000,10000")
    versions = _installed(engines)
    around = _circumstances(versions, file or _SAMPLE, Effort(**effort))
    archives: list[Measured] = []
    for size in sizes:
        measured = _measure(file or _SAMPLE, size, [*versions], around.effort)
        click.echo(f"\n{text_of(measured, around.notes)}\n")
        archives.append(measured)
        # After each size: what was measured in hours is not to be lost to the last.
        _write(output, json_of(archives, around))
        _write(markdown, markdown_of(archives, around).encode())
    if len(archives) > 1:
        click.echo(aligned(growth_table(archives)))
        _write(chart, draw(growth_panels(archives), across="articles").encode())


def _installed(names: Sequence[str]) -> dict[Engine, str]:
    """Return the engines of these names that there are, each with its version."""
    versions: dict[Engine, str] = {}
    for engine in ENGINES:
        if engine.name not in names:
            continue
        try:
            versions[engine] = engine.version()
        except EngineMissingError as error:
            click.echo(f"left out: {engine.name}: {error}", err=True)
    if not versions:
        raise click.ClickException("none of these engines is installed")
    return versions


def _circumstances(
    versions: Mapping[Engine, str], file: Path, effort: Effort
) -> Circumstances:
    return Circumstances(
        datetime.now(UTC).isoformat(timespec="seconds"),
        commit(),
        machine(),
        {engine.name: version for engine, version in versions.items()},
        file.name,
        effort,
        [note for engine in versions for note in engine.notes],
    )


def _measure(
    file: Path, count: int | None, engines: Sequence[Engine], effort: Effort
) -> Measured:
    try:
        return measure(file, count, engines, effort)
    except (ValueError, BroadsheetError) as error:
        raise click.ClickException(str(error)) from error


def _write(path: Path | None, content: bytes) -> None:
    if path is not None:
        path.write_bytes(content)


if __name__ == "__main__":
    bench(prog_name="scripts/bench")
