"""``broadsheet export``: all that a search finds, as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...search import (
    EXPORT_FORMATS,
    EXPORT_PARAMETERS,
    Archive,
    ExportText,
    export_format,
)
from ..options import (
    ArchiveCommand,
    archive_option,
    echo_json,
    json_option,
    new_file,
)
from ..search_options import options_of, search_parameters
from ..terminal import counted
from ..whole_file import whole_file

if TYPE_CHECKING:
    from ...search import Export

#: Endings of names that are no name of a format.
_SUFFIXES = {".jsonl": "ndjson"}
#: Endings of what is packed as no export is.
_PACKED_OTHERWISE = (".bz2", ".xz", ".zst", ".zstd", ".zip")


def _packed_as_told(
    context: click.Context, option: click.Parameter, output: Path
) -> Path | None:
    """Return *output*, or refuse a name that tells of a packing it would not have."""
    if output.suffix.lower() in _PACKED_OTHERWISE:
        raise click.BadParameter(
            f"{output.suffix} is not written; name a file that ends in .gz, or unpacked"
        )
    return new_file(context, option, output)


@click.command(cls=ArchiveCommand)
@click.argument("query", nargs=-1)
@archive_option
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default="-",
    show_default=True,
    callback=_packed_as_told,
    metavar="FILE",
    help="Where to write, packed if it ends in .gz; '-' is standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(EXPORT_FORMATS)),
    help="How to write; else told by the ending of FILE, or ndjson.",
)
@options_of(EXPORT_PARAMETERS)
@json_option
def export(
    path: Path,
    query: tuple[str, ...],
    *,
    output: Path,
    form: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Write every article that QUERY finds; without one, every article.

    All are of one revision, in the order asked for. The file appears when it is
    complete. Its last line states how many there are and the SHA-256 of the lines
    before it, and both are printed.

    \b
    Examples:
      broadsheet export --archive var/archive --output all.ndjson.gz
      broadsheet export 'oil -"crude oil"' --sort oldest -o oil.csv
      broadsheet export election --source Reuters --fields title,published
    """
    form = form or _format_of(output)
    with (
        Archive.open(path) as archive,
        archive.export(" ".join(query), **search_parameters(options)) as found,
    ):
        text = _write(found, form, output)
        _tell(text, found, output, as_json=as_json)


def _format_of(output: Path) -> str:
    suffix = Path(output.name.lower().removesuffix(".gz")).suffix
    name = _SUFFIXES.get(suffix, suffix.removeprefix("."))
    return name if name in EXPORT_FORMATS else "ndjson"


def _write(found: Export[Any], form: str, output: Path) -> ExportText:
    text = ExportText(found, export_format(form))
    if str(output) == "-":
        sys.stdout.buffer.writelines(text)
        sys.stdout.flush()
    else:
        with whole_file(output) as file:
            file.writelines(text)
    return text


def _tell(text: ExportText, found: Export[Any], output: Path, *, as_json: bool) -> None:
    """Print what was written, beside it where it went to standard output."""
    aside = str(output) == "-"
    if as_json:
        told = {
            "rows": text.rows,
            "revision": found.revision,
            "sha256": text.sha256,
            "file": None if aside else str(output),
        }
        echo_json(told, err=aside)
        return
    articles = counted(text.rows, "article", "articles")
    click.echo(f"{articles} of revision {found.revision}", err=aside)
    click.echo(f"sha256 {text.sha256}", err=aside)
