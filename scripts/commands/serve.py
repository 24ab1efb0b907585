"""``broadsheet serve``: the page and the JSON API over HTTP."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
from typing import TYPE_CHECKING

import click

from ...search import Archive
from ..options import ArchiveCommand, archive_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

_APPLICATION = "broadsheet.api.wsgi:make_application"
#: Threads a worker: one slow search does not hold up the next request.
_THREADS = 2


@click.command(cls=ArchiveCommand)
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS")
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
    Archive.open(path).close()
    port = _free_port(host, port)
    os.environ["BROADSHEET_ARCHIVE"] = str(path)
    address = f"[{host}]" if ":" in host else host

    def announce() -> None:
        click.echo(
            f"Serving {path} at http://{address}:{port}/ (Ctrl-C stops it)", err=True
        )

    if importlib.util.find_spec("granian"):
        _serve_with_granian(host, port, workers or _cores(), announce)
    else:
        _serve_with_werkzeug(host, port, announce)


def _free_port(host: str, port: int) -> int:
    """Return *port*, or a free one for 0; several servers would share a used one.

    :raises OSError: if the address cannot be listened on.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            found: int = probe.getsockname()[1]
    except OSError as error:
        message = (
            f"cannot listen on {host}:{port}: {error.strerror}; try another --port"
        )
        raise OSError(message) from error
    return found


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _serve_with_granian(
    host: str, port: int, workers: int, announce: Callable[[], None]
) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        _APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        log_level=LogLevels.warning,
        factory=True,
    )
    server.on_startup(announce)
    server.serve()


def _serve_with_werkzeug(host: str, port: int, announce: Callable[[], None]) -> None:
    from werkzeug.serving import make_server

    from ...api.wsgi import make_application

    click.echo(
        "Granian is not installed: a simple server answers, for trying things "
        "out. pip install 'broadsheet[server]'",
        err=True,
    )
    server = make_server(host, port, make_application(), threaded=True)
    signal.signal(signal.SIGTERM, _interrupt)
    announce()
    server.serve_forever()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
