"""``broadsheet key``: make a key for the server."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ...api import Scope, make_key
from ..options import ArchiveCommand


@click.command(cls=ArchiveCommand)
@click.argument("name")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    required=True,
    help="What it opens; who may write may read as well.",
)
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="BROADSHEET_KEYS",
    required=True,
    metavar="FILE",
    help="The file of keys, made if it is not there. [env: BROADSHEET_KEYS]",
)
def key(name: str, scope: str, path: Path) -> None:
    """Make a key called NAME, add it to the file of keys, and print it.

    It is shown this once: the file keeps its hash. Delete its line to withdraw
    it. A server reads the file when it starts. As soon as there is a key to read,
    reading needs a key; without one to write, nobody writes.

    \b
    Examples:
      broadsheet key newsroom --scope write --file keys
      BROADSHEET_KEYS=keys broadsheet serve --archive var/archive
    """
    secret, made = make_key(name, Scope(scope))
    _append(path, str(made))
    click.echo(secret)


def _append(path: Path, line: str) -> None:
    # Nobody else is to read who has keys, hashed or not.
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        before = file.read()
        # An editor may have left the last line without its end.
        gap = b"\n" if before and not before.endswith(b"\n") else b""
        file.write(gap + line.encode() + b"\n")
