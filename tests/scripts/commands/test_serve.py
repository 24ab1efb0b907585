"""``broadsheet serve``."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

import orjson
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..conftest import Invoke

_PROGRAM = "import sys; from broadsheet.scripts.cli import main; main(sys.argv[1:])"
_WITHOUT_GRANIAN = f"import sys; sys.modules['granian'] = None; {_PROGRAM}"


@contextmanager
def _serving(program: str, path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve the archive in *path*; yield the process and the address it tells."""
    args = ("serve", "--archive", str(path), "--port", "0", "--workers", "1")
    with subprocess.Popen(
        [sys.executable, "-c", program, *args],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                told = re.search(r"Serving .* at (http://\S+/) ", line)
                if told:
                    yield process, told[1]
                    break
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("program", [_PROGRAM, _WITHOUT_GRANIAN])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_archive_is_served_until_a_signal_stops_it(
    program: str, number: signal.Signals, archive_path: Path
) -> None:
    with _serving(program, archive_path) as (process, address):
        with urlopen(f"{address}v1/search?q=crude", timeout=20) as answer:  # noqa: S310
            assert orjson.loads(answer.read())["total"] == 1
        with urlopen(address, timeout=20) as page:  # noqa: S310
            assert b"<form" in page.read()
        process.send_signal(number)
        assert process.wait(20) == 0


@pytest.mark.parametrize("program", [_PROGRAM, _WITHOUT_GRANIAN])
def test_what_is_searched_for_is_not_in_the_log(
    program: str, archive_path: Path
) -> None:
    with _serving(program, archive_path) as (process, address):
        with urlopen(f"{address}v1/search?q=crude", timeout=20) as answer:  # noqa: S310
            answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        told = process.stderr.read()
    assert orjson.loads(told.splitlines()[0])["route"] == "/v1/search"
    assert "crude" not in told


@pytest.mark.parametrize("attempt", range(3))
def test_interruption_of_the_whole_group_stops_the_server(
    attempt: int, archive_path: Path
) -> None:
    """Ctrl-C on a terminal reaches the workers as well as their parent."""
    del attempt
    with _serving(_PROGRAM, archive_path) as (process, _address):
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(20) == 0


def test_taken_port_is_refused(invoke: Invoke, archive_path: Path) -> None:
    """Two servers on one port would share its requests without a word."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = invoke("serve", "--archive", archive_path, "--port", str(port))
    assert outcome.code == 1
    assert outcome.err == (
        f"broadsheet: error: cannot listen on 127.0.0.1:{port}: "
        "Address already in use; try another\n"
    )


def test_missing_archive_is_refused_before_serving(
    invoke: Invoke, tmp_path: Path
) -> None:
    outcome = invoke("serve", "--archive", tmp_path / "none")
    assert outcome.code == 1
    assert "no archive in" in outcome.err


def test_unusable_setting_is_told_before_a_worker_starts(
    invoke: Invoke, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.scripts.commands.serve.find_address", None)
    monkeypatch.setenv("BROADSHEET_ARCHIVE", "restored afterwards")
    monkeypatch.setenv("BROADSHEET_DEADLINE", "abc")
    outcome = invoke("serve", "--archive", archive_path, "--port", "0")
    assert outcome.code == 1
    assert "BROADSHEET_DEADLINE: must be a number, not 'abc'" in outcome.err


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read: No such file"), ("write newsroom", "line 1: is no key")],
)
def test_unusable_file_of_keys_is_told_before_a_worker_starts(
    invoke: Invoke,
    archive_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: str | None,
    told: str,
) -> None:
    keys = tmp_path / "keys"
    if content is not None:
        keys.write_text(content)
    monkeypatch.setattr("broadsheet.scripts.commands.serve.find_address", None)
    monkeypatch.setenv("BROADSHEET_ARCHIVE", "restored afterwards")
    monkeypatch.setenv("BROADSHEET_KEYS", str(keys))
    outcome = invoke("serve", "--archive", archive_path, "--port", "0")
    assert outcome.code == 1
    assert outcome.err.startswith(f"broadsheet: error: {keys}")
    assert told in outcome.err
