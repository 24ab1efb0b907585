"""``broadsheet watch``: an archive that follows a folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...index import ArchiveLockedError, refused_file
from ...search import Archive
from ..ending import until_ended
from ..feed import Feed, how_options
from ..options import (
    ArchiveCommand,
    archive_option,
    echo_json,
    json_option,
    lock_option,
)
from ..report import told_rejection
from ..terminal import counted
from ..watched_folder import SETTLED_SECONDS, WatchedFolder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from ...index import Rejection, Report
    from ..feed import How

#: Rejects that are told of each commit.
_SHOWN_REJECTS = 10
_INCOMPLETE = "is still being written to, and was left for the next time"


@click.command(cls=ArchiveCommand)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@archive_option
@click.option(
    "--interval",
    type=click.FloatRange(min=0.1),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait between two looks.",
)
@click.option("--once", is_flag=True, help="Take what is there, and end.")
@how_options
@lock_option
@json_option
def watch(
    path: Path,
    folder: Path,
    *,
    interval: float,
    once: bool,
    lock_timeout: float,
    as_json: bool,
    **how: Unpack[How],
) -> None:
    """Add what comes into FOLDER, and what changes there, until it is ended.

    Files in it and in the folders in it are read as `rebuild` does, when they are
    complete; up to a thousand are one commit, of which a line tells. After a start
    all of them are read once. An article that is unchanged is not written again, and
    none is deleted when its file goes. SIGTERM and Ctrl-C end it after the commit
    that is being made.

    \b
    Examples:
      broadsheet watch --archive var/archive incoming
      broadsheet watch --archive var/archive --once --profile cms.toml incoming
    """
    watched = WatchedFolder(folder)
    with (
        Archive.open(path, lock_timeout=lock_timeout) as archive,
        until_ended() as ending,
    ):
        has_waited = False
        while not ending.is_told():
            files = watched.changed()
            if files and (report := _add(archive, files, how, once=once)):
                watched.take(files)
                _tell(report, len(files), as_json=as_json)
            elif once and (has_waited or not watched.incomplete):
                break
            else:
                has_waited = True
                ending.wait(SETTLED_SECONDS if once else interval)
    if once:
        _show(refused_file(each, _INCOMPLETE) for each in watched.incomplete)


def _add(archive: Archive, files: list[str], how: How, *, once: bool) -> Report | None:
    """Add what is in *files*; None if another process is writing.

    :raises ArchiveLockedError: if it is, and there will be no other time.
    """
    feed = Feed((), archive.settings, how)
    try:
        report = archive.add(feed.read(files))
    except ArchiveLockedError as error:
        if once:
            raise
        click.echo(f"broadsheet: {error}", err=True)
        return None
    return replace(report, cleaned=feed.cleaned)


def _tell(report: Report, files: int, *, as_json: bool) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if as_json:
        echo_json({"at": now, "files": files, **report.to_dict()})
        return
    counts = ("added", "replaced", "unchanged", "duplicate", "rejected")
    told = ", ".join(f"{getattr(report, each):,} {each}" for each in counts)
    taken = counted(files, "file", "files")
    click.echo(f"{now} {taken}: {told}; revision {report.revision}")
    _show(report.rejections[:_SHOWN_REJECTS])


def _show(rejections: Iterable[Rejection]) -> None:
    for each in rejections:
        click.echo(f"  {told_rejection(each)}", err=True)
