"""``broadsheet check``: whether the archive is what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...index import check_archive
from ..options import ArchiveCommand, archive_option, echo_json, json_option

if TYPE_CHECKING:
    from pathlib import Path

    from ...index import Fault


@click.command(cls=ArchiveCommand)
@archive_option
@json_option
def check(path: Path, *, as_json: bool) -> None:
    """Check that every kept edition is what was written; nothing is changed.

    The exit code is 1 if a fault is found. 'broadsheet rebuild' makes a new
    edition, 'broadsheet rollback' serves the one before.

    \b
    Example:
      broadsheet check --archive var/archive
    """
    faults = check_archive(path)
    if as_json:
        echo_json({"faults": [_fault(each) for each in faults]})
    else:
        for fault in faults:
            click.echo(str(fault))
        noun = "fault" if len(faults) == 1 else "faults"
        click.echo(f"{len(faults) or 'no'} {noun}")
    if faults:
        click.get_current_context().exit(1)


def _fault(fault: Fault) -> dict[str, str]:
    return {"path": str(fault.path), "reason": fault.reason}
