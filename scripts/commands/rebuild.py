"""``broadsheet rebuild``: the archive's next edition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ...index import (
    ArchiveCorruptError,
    ArchiveNotFoundError,
    ArchiveSettings,
    Resumable,
    SettingsError,
    load_kernels,
    preview,
)
from ...search import Archive
from ..feed import Feed, keep_rejects, reading_options, rejects_file, require_articles
from ..options import (
    ArchiveCommand,
    archive_option,
    echo_json,
    json_option,
    lock_option,
)
from ..progress import read_all
from ..report import show_report
from ..resuming import ResumableFeed, can_be_read_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Unpack

    from ...index import Report
    from ..feed import Item, Reading


@click.command(cls=ArchiveCommand)
@click.argument("files", nargs=-1, metavar="[FILE...]")
@archive_option
@click.option(
    "--language", metavar="CODE", help="Language of the archive, such as en, or 'none'."
)
@click.option(
    "--timezone", metavar="ZONE", help="Zone of times that name none: Europe/London."
)
@click.option(
    "--threads",
    type=click.IntRange(min=0),
    metavar="N",
    help="Threads that build beside the one that reads; the index is the same with "
    "any number. [default: as many as pay]",
)
@click.option(
    "--resume",
    is_flag=True,
    help="Go on where a rebuild from the same files was stopped, if one was.",
)
@reading_options
@lock_option
@json_option
def rebuild(
    path: Path,
    files: tuple[str, ...],
    *,
    language: str | None,
    timezone: str | None,
    threads: int | None,
    resume: bool,
    lock_timeout: float,
    as_json: bool,
    **reading: Unpack[Reading],
) -> None:
    """Build the archive's next edition from the articles in FILEs, and serve it.

    The edition holds exactly what the files hold; '-' is standard input. Without
    files the stored articles are read again. One that was stopped goes on with
    --resume behind what is on the disk. JSON Lines, JSON, CSV, TSV, Parquet,
    HTML, Markdown, text, RSS, Atom, WordPress exports, NITF and WARC are read,
    plain or packed with gzip, zstd, bzip2 or xz, in folders, zip and tar files.
    Searches go on over the edition before until the new one is complete; a rebuild
    that fails changes nothing, and one from files without a single article fails.

    \b
    Examples:
      broadsheet rebuild --archive var/archive articles.jsonl.gz
      broadsheet rebuild --archive var/archive --map published=date feed.csv
      broadsheet rebuild --archive var/archive --language de
      broadsheet rebuild --archive var/archive --resume articles.jsonl.gz
    """
    settings = _settings(path, language, timezone)
    feed = Feed(files, settings, reading) if files else None
    strict = reading["strict"]
    items = None if feed is None else _items(feed, reading, quiet=as_json)
    if resume and not isinstance(items, Resumable):
        raise click.UsageError("--resume needs files that can be read again")
    if reading["dry_run"]:
        report = _preview(path, items, strict=strict)
    else:
        with Archive.open(
            path, create=bool(files), settings=settings, lock_timeout=lock_timeout
        ) as archive:
            report = archive.rebuild(
                items,
                settings=settings,
                strict=strict,
                threads=threads,
                resume=resume,
            )
    if feed is not None:
        report = replace(report, cleaned=feed.cleaned)
    if as_json:
        echo_json(report.to_dict())
    else:
        show_report(report, reading["rejects"])


def _items(feed: Feed, reading: Reading, *, quiet: bool) -> Iterable[Item]:
    """Return what *feed* reads; if it can be read again, to be gone on with."""

    def told(feed: Feed) -> Iterator[Item]:
        items = read_all(feed, quiet=quiet)
        return items if feed.has_begun else require_articles(items, feed.files)

    if reading["dry_run"] or not can_be_read_again(feed.files):
        return keep_rejects(told(feed), rejects_file(reading))
    return ResumableFeed(feed, told, reading["rejects"])


def _preview(path: Path, items: Iterable[Item] | None, *, strict: bool) -> Report:
    """Return what a rebuild from *items* would do."""
    if items is None:
        raise click.UsageError("--dry-run needs the files that would be read")
    try:
        archive = Archive.open(path)
    except ArchiveNotFoundError:
        kernels = load_kernels()
        return preview(items, None, is_rebuild=True, strict=strict, kernels=kernels)
    with archive:
        return archive.preview(items, is_rebuild=True, strict=strict)


def _settings(
    path: Path, language: str | None, timezone: str | None
) -> ArchiveSettings:
    """Return the settings of the edition before, changed as the options say."""
    try:
        with Archive.open(path) as archive:
            kept = archive.settings
    except ArchiveNotFoundError:
        kept = ArchiveSettings()
    except ArchiveCorruptError as error:
        if not (language and timezone):
            cure = "give --language and --timezone, which are not known any more"
            raise SettingsError("--language", f"{error}; {cure}") from error
        kept = ArchiveSettings()
    return replace(
        kept,
        language=language or kept.language,
        timezone=timezone or kept.timezone,
    )
