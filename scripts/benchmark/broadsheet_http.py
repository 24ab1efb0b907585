"""Broadsheet through its own server, over the loopback interface."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from ...api import Scope, make_key
from .broadsheet_archive import Broadsheet, record, through
from .engine import EngineMissingError
from .questions import Answer, Found

if TYPE_CHECKING:
    from .articles import PlainArticle
    from .engine import Searcher

_GREETING = re.compile(r"at http://127\.0\.0\.1:(\d+)/")
_POLL_SECONDS = 0.02
_START_SECONDS = 60.0


class BroadsheetHttp(Broadsheet):
    """An archive behind ``broadsheet serve``, with one worker a core."""

    name = "broadsheet-http"
    notes = (
        "broadsheet-http is broadsheet asked over HTTP by a client that decodes its "
        "JSON; the memory is the client's.",
    )

    def version(self) -> str:
        """Return the installed version; raise if there is no Granian."""
        if importlib.util.find_spec("granian") is None:
            raise EngineMissingError("granian is not installed")
        return super().version()

    def open(self, folder: Path) -> Searcher:
        """Start a server of the archive and connect to it."""
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            key, named = make_key("bench", Scope.WRITE)
            (scratch / "keys").write_text(f"{named}\n")
            server = _start(folder, scratch)
            stack.callback(_stop, server)
            port = _port(server, scratch / "log")
            return through(_Client(port, key, stack.pop_all()))


class _Client:
    def __init__(self, port: int, key: str, held: ExitStack) -> None:
        self._connection = HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"Bearer {key}"}
        self._held = held

    def add(self, article: PlainArticle) -> None:
        self._send("POST", "/v1/articles", orjson.dumps(record(article)))

    def close(self) -> None:
        self._connection.close()
        self._held.close()

    def search(self, **parameters: Any) -> Answer:
        told = self._send("GET", f"/v1/search?{urlencode(parameters, doseq=True)}")
        facets, timeline = told.get("facets", {}), told.get("timeline")
        counted = facets["source"]["values"] if facets else ()
        buckets = timeline["buckets"] if timeline else ()
        return Answer(
            told["total"],
            tuple(map(_found, told["results"])),
            {each["value"]: each["count"] for each in counted},
            tuple(each["count"] for each in buckets if each["count"]),
        )

    def _send(self, method: str, path: str, body: bytes | None = None) -> Any:
        headers = self._headers
        if body is not None:
            headers = {**headers, "Content-Type": "application/json"}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        told = orjson.loads(response.read())
        if not 200 <= response.status < 300:
            raise RuntimeError(f"{method} {path}: {response.status}: {told}")
        return told


def _start(folder: Path, scratch: Path) -> subprocess.Popen[bytes]:
    code = "from broadsheet.scripts.cli import main; main()"
    command = [sys.executable, "-P", "-c", code, "serve", "--port", "0"]
    with (scratch / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - ourselves
            [*command, "--archive", str(folder)],
            env={**os.environ, "BROADSHEET_KEYS": str(scratch / "keys")},
            stderr=log,
        )


def _port(server: subprocess.Popen[bytes], log: Path) -> int:
    """Return the port of *server* once it answers."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        if found := _GREETING.search(log.read_text()):
            return int(found[1])
        time.sleep(_POLL_SECONDS)
    raise RuntimeError(f"the server did not start: {log.read_text()}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait()


def _found(hit: dict[str, Any]) -> Found:
    snippets = hit["snippets"]
    return Found(hit["id"], hit["title"], snippets[0]["html"] if snippets else "")
