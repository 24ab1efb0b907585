"""Every example runs: doctests in the modules, and the pages' own blocks.

A page is README.md or docs/*.md. Its blocks run in order, in a folder of the
page's own that holds a copy of the sample, so an example may use what the one
before it made:

- ``python``: executed, in one namespace for the page;
- ``console``: of the lines after ``$``, those that call ``broadsheet`` are run
  and must exit with 0; those that call ``curl`` are sent to a server of the
  sample. ``...`` in a command stands for what is left out: it is not run. What
  stands under a command is what it prints, and so is a ``json`` block that follows
  at once, of one of the commands: in both some is left out, and ``…`` says where
  within a text.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.api import ServerSettings, create_app
from broadsheet.index import read_source
from broadsheet.search import Archive

from .serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parent.parent
_LAYERS = ("index", "search", "api", "scripts")
_MODULES = sorted(
    ".".join(("broadsheet", *file.relative_to(_ROOT).with_suffix("").parts))
    for layer in _LAYERS
    for file in (_ROOT / layer).rglob("*.py")
    if file.name != "__init__.py"
)
_PAGES = [_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(
    r"^```(python|console)\n(.*?)^```$(?:\n\n```json\n(.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)
_PATH = os.pathsep.join(
    (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
)
_PROGRAMS = ("broadsheet", "curl")
_DOCUMENTED_ADDRESS = "http://127.0.0.1:8000"
#: A command, and what is under it.
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:[^$\n].*\n|\n)*)", re.MULTILINE)
#: Facts that no two answers share.
_OWN = ("took_ms", "clock", "request_id", "sha256")
_MILLISECONDS = re.compile(r"[\d.]+ ms")


@dataclass(frozen=True, slots=True)
class _Block:
    language: str
    text: str
    #: The line of the page that the text starts on; from 1.
    line: int
    #: What one of its commands answers.
    answer: str | None = None


def _blocks(page: Path) -> list[_Block]:
    text = page.read_text("utf-8")
    return [
        _Block(match[1], match[2], text.count("\n", 0, match.start(2)) + 1, match[3])
        for match in _BLOCK.finditer(text)
    ]


@pytest.mark.parametrize("name", _MODULES)
def test_doctests_of_the_module_pass(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0


@pytest.fixture(scope="module")
def address(
    sample_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the sample; yield what stands for the documented address."""
    path = tmp_path_factory.mktemp("served") / "archive"
    with Archive.open(path, create=True) as archive:
        archive.rebuild(read_source(sample_path))
    app = create_app(ServerSettings(archive=path))
    with serving(app) as port:
        yield f"http://127.0.0.1:{port}"
    app.extensions["broadsheet"].close()


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_examples_of_the_page_run(
    page: Path,
    tmp_path: Path,
    sample_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    (tmp_path / "scripts" / "sample").mkdir(parents=True)
    shutil.copy(sample_path, tmp_path / "scripts" / "sample")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", _PATH)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    try:
        for block in _blocks(page):
            place = f"{page.name}:{block.line}"
            if block.language == "python":
                _run_python(block, place, namespace)
            else:
                _run_console(block, place, address)
    finally:
        _close_archives(namespace)


def test_blocks_are_found_with_their_lines(tmp_path: Path) -> None:
    """The rest of this file would pass without a word if no block were found."""
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\n```python\nx = 1\n```\n\ntext\n\n```json\n{}\n```\n\n"
        "```console\n$ broadsheet stats \\\n    --json\n{}\n\n$ ls\n```\n\n"
        "```json\n[]\n```\n",
        "utf-8",
    )
    python, console = _blocks(page)
    assert python == _Block("python", "x = 1\n", 4)
    assert (console.language, console.line, console.answer) == ("console", 14, "[]\n")
    assert _COMMAND.findall(console.text) == [
        ("broadsheet stats \\\n    --json", "{}\n\n"),
        ("ls", ""),
    ]


@pytest.mark.parametrize(
    ("shown", "answer", "is_shown"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": None}, {}, False),
        (["…", {"a": 2}], [{"a": 1}, {"a": 2}], True),
        ([2, 1], [1, 2], False),
        ("The …wall…", "The harbour wall holds", True),
        ("The wall", "The wall holds", False),
        (3.31, 3.3168, True),
        (3.31, 3.6988, False),
        ({"took_ms": 1.9}, {"took_ms": 4}, True),
    ],
)
def test_a_part_is_told_from_what_is_not(
    shown: Any, answer: Any, is_shown: bool
) -> None:
    assert _is_part(shown, answer) == is_shown


def _run_python(block: _Block, place: str, namespace: dict[str, Any]) -> None:
    # Empty lines before the code give a traceback the page's own numbers.
    code = compile("\n" * (block.line - 1) + block.text, place, "exec")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, namespace)  # noqa: S102 - the page is our own


def _close_archives(namespace: dict[str, Any]) -> None:
    """Close what an example may leave open, as the end of a program would."""
    for value in namespace.values():
        if isinstance(value, Archive):
            value.close()


def _run_console(block: _Block, place: str, address: str) -> None:
    answers = []
    for typed, shown in _COMMAND.findall(block.text):
        program = typed.partition(" ")[0]
        if program not in _PROGRAMS or "..." in typed or not shutil.which(program):
            continue
        command = typed.replace("curl ", "curl --fail --silent --show-error ", 1)
        command = command.replace(_DOCUMENTED_ADDRESS, address)
        run = subprocess.run(
            ["sh", "-c", command],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert run.returncode == 0, f"{place}: {command}\n{run.stdout}{run.stderr}"
        lines = [line for line in shown.splitlines() if line]
        assert _are_printed(lines, run.stdout), f"{place}: {command}\n{run.stdout}"
        answers.append(run.stdout)
    if block.answer is not None and answers:
        # A list that begins with what is left out.
        shown = json.loads(block.answer.replace("[…,", '["…",'))
        found = [json.loads(each) for each in answers if each.startswith("{")]
        assert any(_is_part(shown, each) for each in found), f"{place}: {found}"


def _are_printed(lines: list[str], printed: str) -> bool:
    left = iter(_MILLISECONDS.sub("ms", printed).splitlines())
    wanted = (_MILLISECONDS.sub("ms", line) for line in lines)
    return all(any(_is_part(line, each) for each in left) for line in wanted)


def _is_part(shown: Any, answer: Any) -> bool:
    """Whether *shown* is *answer*, or is left of it."""
    if isinstance(shown, dict):
        return all(
            name in answer and (name in _OWN or _is_part(value, answer[name]))
            for name, value in shown.items()
        )
    if isinstance(shown, list):
        left = iter(answer)
        wanted = (item for item in shown if item != "…")
        return all(any(_is_part(item, each) for each in left) for item in wanted)
    if isinstance(shown, str) and isinstance(answer, str):
        pattern = ".*".join(map(re.escape, shown.split("…")))
        return re.fullmatch(pattern, answer, re.DOTALL) is not None
    if isinstance(shown, float):
        return shown == pytest.approx(answer, rel=0.01)
    return bool(shown == answer)
