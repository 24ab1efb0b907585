"""The servers that can answer for an archive: Granian, else werkzeug's simple one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from werkzeug.serving import WSGIRequestHandler, make_server

from .server_log import log_to_stderr

if TYPE_CHECKING:
    from types import FrameType
    from wsgiref.types import WSGIApplication

_APPLICATION = "broadsheet.api.wsgi:make_application"
_POLL_SECONDS = 0.05


def find_address(host: str, port: int) -> tuple[str, int]:
    """Return the address that *host* names and a port that is free on it.

    :param port: 0 for any.
    :raises OSError: if it cannot be listened on. Asked here, because several
        servers can share one port without a word.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, _, _, address = found[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            bound = probe.getsockname()
    except OSError as error:
        reason = f"cannot listen on {host}:{port}: {error.strerror}; try another"
        raise OSError(reason) from error
    return bound[0], bound[1]


def serve_with_granian(address: str, port: int, workers: int, greeting: str) -> None:
    """Answer on *address* until a signal; requests under way are finished.

    Granian has some hundred threads for the requests that it reads: those that come
    byte by byte wait there, and the application bounds what is answered at once.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # A worker that is forked would inherit this process's threads and locks.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        _APPLICATION,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # It warns of so many threads.
        log_level=LogLevels.error,
    )
    server.on_startup(lambda: _greet_when_listening(address, port, greeting))
    with tempfile.TemporaryDirectory(prefix="broadsheet-metrics-") as folder:
        # All workers count into it; what those of an earlier server counted is gone.
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        server.serve(target_loader=_load_in_worker, wrap_loader=False)


def serve_with_werkzeug(address: str, port: int, greeting: str) -> None:
    """Answer on *address* until a signal, from this process alone."""
    from ..api.wsgi import make_application

    click.echo(
        "Granian is not installed: a simple server answers, for trying things "
        "out. pip install 'broadsheet[server]'",
        err=True,
    )
    server = make_server(
        address, port, make_application(), threaded=True, request_handler=_Handler
    )
    signal.signal(signal.SIGTERM, _interrupt)
    log_to_stderr()
    _greet_when_listening(address, port, greeting)
    server.serve_forever()


class _Handler(WSGIRequestHandler):
    """Leaves the log of requests to the application, which keeps queries out of it."""

    def log_request(self, *_facts: object) -> None:
        """Write nothing."""


def _load_in_worker() -> WSGIApplication:
    """Return the application, in a worker that leaves Ctrl-C to its parent.

    A terminal sends Ctrl-C to every process. A worker that gets it together with
    its parent's SIGTERM can miss both, and the parent then waits for ever
    (Granian 2.8.7).
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    from ..api.wsgi import make_application

    log_to_stderr()
    return make_application()


def _greet_when_listening(address: str, port: int, greeting: str) -> None:
    threading.Thread(target=_greet, args=(address, port, greeting), daemon=True).start()


def _greet(address: str, port: int, greeting: str) -> None:
    while True:
        with suppress(OSError), socket.create_connection((address, port)):
            click.echo(greeting, err=True)
            return
        time.sleep(_POLL_SECONDS)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
