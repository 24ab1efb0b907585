"""``broadsheet rebuild --resume``: what is on the disk is not read again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from broadsheet.search import Archive

if TYPE_CHECKING:
    from ..conftest import Invoke

#: Small runs, so that a short feed makes many; slowly, so that it can be killed.
_PROGRAM = """
import sys, time
from broadsheet.index import builder, frame_work
from broadsheet.index.sources import parser_pool
from broadsheet.scripts.cli import main
parser_pool.BEGIN_AFTER_SECONDS = 0.0
builder.BATCH_BYTES, builder.RUN_BYTES = 4_000, 12_000
frame_work.CHOICE_BYTES, frame_work.LEAST_CHOICE_BYTES = 10_000, 6_000
add = builder.SegmentBuilder.add
def slowly(self, document):
    time.sleep({pause})
    return add(self, document)
builder.SegmentBuilder.add = slowly
if __name__ == "__main__":
    main(sys.argv[1:])
"""


def _line(number: int) -> bytes:
    if number % 50 == 7:
        return b'{"id": "broken'
    record = {"id": str(number % 350), "title": f"T {number}", "body": "oil " * 60}
    return orjson.dumps(record)


@pytest.fixture
def feed(tmp_path: Path) -> list[str]:
    """Three files, two of them in a folder with texts, broken and repeated records."""
    lines = [_line(number) for number in range(400)]
    folder = tmp_path / "folder"
    folder.mkdir()
    paths = [tmp_path / "a.jsonl", folder / "b.jsonl", folder / "c.jsonl"]
    for path, part in zip(
        paths, (lines[:150], lines[150:300], lines[300:]), strict=True
    ):
        path.write_bytes(b"\n".join(part) + b"\n")
    for number in range(40):
        text = f"It rained for {number} days in Norrby. " * 20
        (folder / f"b {number:02}.txt").write_text(text)
    return [str(paths[0]), str(folder)]


def _rebuild(
    archive: Path, feed: list[str], rejects: Path, *more: str, pause: float = 0
) -> subprocess.Popen[str]:
    args = ["rebuild", "--archive", str(archive), "--json", "--rejects", str(rejects)]
    args += ["--processes", "2"]
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM.format(pause=pause), *args, *more, *feed],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _report(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    report: dict[str, Any] = orjson.loads(out)
    for name in ("seconds", "megabytes_per_second"):
        del report[name]
    return report


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_rebuild_that_was_stopped_ends_as_if_it_had_not_been(
    tmp_path: Path, feed: list[str], number: signal.Signals
) -> None:
    once, stopped = tmp_path / "once", tmp_path / "stopped"
    once_rejects = tmp_path / "once.rejects.jsonl"
    rejects = tmp_path / "stopped.rejects.jsonl"
    expected = _report(_rebuild(once, feed, once_rejects))
    for checkpoints in (3, 8):
        process = _rebuild(stopped, feed, rejects, "--resume", pause=0.004)
        _wait_for_runs(stopped, checkpoints, process)
        os.kill(process.pid, number)
        process.communicate(timeout=60)
        assert process.returncode != 0
    found = _report(_rebuild(stopped, feed, rejects, "--resume"))
    assert found == expected
    assert rejects.read_bytes() == once_rejects.read_bytes()
    assert _articles(stopped) == _articles(once)


def _articles(path: Path) -> list[Any]:
    with Archive.open(path) as archive, archive.export() as export:
        return list(export)


def _wait_for_runs(archive: Path, count: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        for path in archive.glob("editions/*/checkpoint.json"):
            if len(orjson.loads(path.read_bytes())["runs"]) >= count:
                return
        time.sleep(0.01)
    pytest.fail(f"it ended too soon: {process.communicate()}")


def test_other_files_are_not_gone_on_with(tmp_path: Path, feed: list[str]) -> None:
    archive, rejects = tmp_path / "archive", tmp_path / "rejects.jsonl"
    process = _rebuild(archive, feed, rejects, pause=0.004)
    _wait_for_runs(archive, 3, process)
    process.kill()
    process.communicate()
    for more in (["--map", "title=headline"], ["--day-first"]):
        again = _rebuild(archive, feed, rejects, "--resume", *more)
        _out, err = again.communicate(timeout=60)
        assert again.returncode == 1
        assert "other options" in err
    with Path(feed[0]).open("ab") as file:
        file.write(_line(1) + b"\n")
    again = _rebuild(archive, feed, rejects, "--resume")
    assert "changed since" in again.communicate(timeout=60)[1]
    assert _report(_rebuild(archive, feed, rejects))["added"] > 300


def test_standard_input_cannot_be_gone_on_with(invoke: Invoke, tmp_path: Path) -> None:
    outcome = invoke("rebuild", "--archive", tmp_path / "a", "--resume", "-")
    assert outcome.code == 2
    assert "read again" in outcome.err
