"""``broadsheet serve`` under load: what is acknowledged stays, nobody is held up."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from broadsheet.api import Scope, make_key
from broadsheet.search import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAM = "import sys; from broadsheet.scripts.cli import main; main(sys.argv[1:])"
_SECRET, _KEY = make_key("writer", Scope.WRITE)
_BOUND = {"Authorization": f"Bearer {_SECRET}", "Content-Type": "application/json"}
_LOREM = "The harbour office said that the wall had held in the storm. " * 40

pytestmark = pytest.mark.xdist_group("serve")


class Server:
    """A running server, with two workers."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path: str) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            with suppress(OSError):
                told = status.read_text()
                if f"\nPPid:\t{self.process.pid}\n" in told:
                    found.append(int(status.parent.name))
        return found

    def memory(self) -> int:
        """Return the bytes that the workers have to themselves."""
        total = 0
        for pid in self.workers():
            with suppress(OSError):
                told = Path(f"/proc/{pid}/status").read_text()
                found = re.search(r"RssAnon:\s+(\d+) kB", told)
                total += 1024 * int(found[1]) if found else 0
        return total


@contextmanager
def _serving(path: Path, keys: Path) -> Iterator[Server]:
    args = ("serve", "--archive", str(path), "--port", "0", "--workers", "2")
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM, *args],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "BROADSHEET_KEYS": str(keys)},
    ) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                told = re.search(r"Serving .* at http://\S+:(\d+)/ ", line)
                if told:
                    # Its log is long; what nobody reads would stop it.
                    drain = threading.Thread(target=process.stderr.read)
                    drain.start()
                    yield Server(process, int(told[1]))
                    break
            else:
                pytest.fail("it did not start")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)
            drain.join(20)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A file with one key, to write."""
    path = tmp_path / "keys"
    path.write_text(f"{_KEY}\n")
    return path


@pytest.fixture
def archive_of_many(tmp_path: Path) -> Path:
    """An archive of 3,000 articles of 2.4 KB."""
    path = tmp_path / "archive"
    with Archive.open(path, create=True) as archive:
        archive.rebuild(
            {"id": str(number), "title": f"Number {number}", "body": _LOREM}
            for number in range(3_000)
        )
    return path


def _write_and_find(server: Server, numbers: range, done: list[str]) -> None:
    """Post articles, and find each at once after its answer."""
    gone = suppress(OSError, http.client.HTTPException)
    with closing(server.connect()) as connection, gone:
        for number in numbers:
            name = f"new{number}"
            article = {"id": name, "title": f"unique{number}", "body": "in the storm"}
            connection.request("POST", "/v1/articles", orjson.dumps(article), _BOUND)
            answer = connection.getresponse()
            told = orjson.loads(answer.read())
            assert answer.status == 201, told
            done.append(name)
            connection.request("GET", f"/v1/search?q=unique{number}")
            found = orjson.loads(connection.getresponse().read())
            assert [hit["id"] for hit in found["results"]] == [name]


def _search(server: Server, stop: threading.Event, failures: list[Any]) -> None:
    with closing(server.connect()) as connection:
        while not stop.is_set():
            try:
                connection.request("GET", "/v1/search?q=storm+office")
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                if not stop.is_set():
                    failures.append(error)
                return
            if answer.status != 200:
                failures.append(body)


@pytest.mark.parametrize("is_killed", [False, True])
def test_what_was_acknowledged_is_found_at_once_and_after_a_kill(
    archive_of_many: Path, keys: Path, is_killed: bool
) -> None:
    """Eight write while eight search."""
    done: list[str] = []
    failures: list[Any] = []
    errors: list[BaseException] = []
    stop = threading.Event()

    def write(server: Server, numbers: range) -> None:
        try:
            _write_and_find(server, numbers, done)
        except BaseException as error:
            errors.append(error)

    with _serving(archive_of_many, keys) as server:
        searchers = [
            threading.Thread(target=_search, args=(server, stop, failures))
            for _ in range(8)
        ]
        writers = [
            threading.Thread(target=write, args=(server, range(100 * n, 100 * n + 12)))
            for n in range(8)
        ]
        for each in (*searchers, *writers):
            each.start()
        if is_killed:
            while len(done) < 40 and not errors:
                time.sleep(0.01)
            stop.set()
            os.killpg(server.process.pid, signal.SIGKILL)
        for each in writers:
            each.join()
        stop.set()
        for each in searchers:
            each.join()
    assert errors == []
    assert failures == []
    assert len(done) == len(set(done)) >= (40 if is_killed else 96)
    with Archive.open(archive_of_many) as archive:
        assert all(archive.get(name).id == name for name in done)


def test_half_open_connections_hold_up_nobody(
    archive_of_many: Path, keys: Path
) -> None:
    heads = (
        b"GET /v1/search?q=storm HTTP/1.1\r\nHost: x\r\n",
        b"POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b'Content-Length: 1000\r\n\r\n{"q":',
    )
    with _serving(archive_of_many, keys) as server, ExitStack() as stack:
        for number in range(200):
            link = socket.create_connection(("127.0.0.1", server.port))
            stack.enter_context(link)
            link.sendall(heads[number % 2])
        for _ in range(10):
            started = time.monotonic()
            assert server.get("/v1/search?q=storm")[0] == 200
            assert server.get("/health")[0] == 200
            assert time.monotonic() - started < 5


def test_a_termination_lets_requests_end(archive_of_many: Path, keys: Path) -> None:
    with _serving(archive_of_many, keys) as server, ExitStack() as stack:
        connection = stack.enter_context(closing(server.connect()))
        connection.request("GET", "/v1/export?format=ndjson")
        answer = connection.getresponse()
        begun = answer.read(1000)
        done: list[str] = []
        writer = threading.Thread(
            target=_write_and_find, args=(server, range(10_000), done)
        )
        writer.start()
        while len(done) < 3:
            time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        *_lines, last = (begun + answer.read()).splitlines()
        assert orjson.loads(last)["end"]["rows"] >= 3_000
        assert server.process.wait(20) == 0
        writer.join()
    with Archive.open(archive_of_many) as archive:
        assert all(archive.get(name).id == name for name in done)


def test_an_export_is_made_in_little_memory(archive_of_many: Path, keys: Path) -> None:
    with _serving(archive_of_many, keys) as server:
        for _ in range(4):
            server.get("/v1/export?q=number:1&syntax=lenient")
        before = server.memory()
        connection = server.connect()
        connection.request("GET", "/v1/export?format=ndjson")
        answer = connection.getresponse()
        size, most = 0, before
        while part := answer.read(1 << 18):
            size += len(part)
            most = max(most, server.memory())
        connection.close()
    assert size > 7_000_000
    assert most - before < 16_000_000
