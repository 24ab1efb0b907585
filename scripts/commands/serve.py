"""``broadsheet serve``: the page and the JSON API over HTTP."""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING

import click

from ...api import ServerSettings
from ...search import Archive
from ..options import ArchiveCommand, archive_option
from ..servers import find_address, serve_with_granian, serve_with_werkzeug

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=ArchiveCommand)
@archive_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; 0.0.0.0 is every one of this machine.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    metavar="N",
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that answer; by default one a core.",
)
def serve(path: Path, host: str, port: int, workers: int | None) -> None:
    """Serve the page at / and the JSON API under /v1 until interrupted.

    Ctrl-C and SIGTERM let the requests under way finish. Adds, deletes and
    rebuilds of other processes are seen at the next request. Granian serves
    if it is installed: pip install 'broadsheet[server]'.

    \b
    Examples:
      broadsheet serve --archive var/archive
      broadsheet serve --archive var/archive --host 0.0.0.0 --port 80
    """
    os.environ["BROADSHEET_ARCHIVE"] = str(path)
    # What would keep every worker from starting is told once, by this process.
    settings = ServerSettings.from_env(os.environ)
    settings.read_keys()
    Archive.open(settings.archive).close()
    address, port = find_address(host, port)
    shown = f"[{host}]" if ":" in host else host
    greeting = f"Serving {path} at http://{shown}:{port}/ (Ctrl-C stops it)"
    if importlib.util.find_spec("granian"):
        cores = len(os.sched_getaffinity(0))
        serve_with_granian(address, port, workers or cores, greeting)
    else:
        serve_with_werkzeug(address, port, greeting)
