"""The command as a whole: its help, what it loads, how it ends."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson
import pytest

from broadsheet.scripts.cli import SUBCOMMANDS

if TYPE_CHECKING:
    from .conftest import Invoke

_COMMAND = Path(sys.executable).parent / "broadsheet"


def _command(name: str) -> click.Command:
    module = importlib.import_module(f"broadsheet.scripts.commands.{name}")
    return getattr(module, name)


def _loaded(*args: str) -> set[str]:
    """Return the top-level modules loaded after running the command with *args*."""
    program = (
        "import sys\n"
        "from broadsheet.scripts.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *args],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in run.stderr.split()}


def test_help_loads_no_library_it_does_not_need() -> None:
    assert not {"flask", "numpy", "whoosh"} & _loaded("--help")


def test_search_does_not_load_flask(archive_path: Path) -> None:
    loaded = _loaded("search", "oil", "--archive", str(archive_path))
    assert "whoosh" in loaded
    assert not {"flask", "granian", "werkzeug"} & loaded


def test_help_names_every_subcommand(invoke: Invoke) -> None:
    outcome = invoke("--help")
    assert outcome.code == 0
    assert all(name in outcome.out for name in SUBCOMMANDS)
    assert "Examples:" in outcome.out


@pytest.mark.parametrize(
    ("option", "without"), [("--archive", {"key"}), ("--json", {"serve", "key"})]
)
def test_all_subcommands_take_what_the_help_says(
    option: str, without: set[str]
) -> None:
    taking = {
        name
        for name in SUBCOMMANDS
        if any(option in each.opts for each in _command(name).params)
    }
    assert SUBCOMMANDS.keys() - taking == without


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_subcommand_has_help_with_an_example(name: str, invoke: Invoke) -> None:
    outcome = invoke(name, "--help")
    assert outcome.code == 0
    assert f"broadsheet {name}" in outcome.out
    assert "Example" in outcome.out


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_option_of_a_subcommand_is_explained(name: str) -> None:
    options = [each for each in _command(name).params if isinstance(each, click.Option)]
    assert [each.name for each in options if not each.help] == []


def test_subcommands_are_the_modules_of_the_folder(project_path: Path) -> None:
    files = (project_path / "scripts" / "commands").glob("[!_]*.py")
    assert {file.stem for file in files} == set(SUBCOMMANDS)


def test_unknown_subcommand_is_a_usage_error(invoke: Invoke) -> None:
    outcome = invoke("serach")
    assert outcome.code == 2
    assert "serach" in outcome.err
    assert outcome.out == ""


def test_archive_must_be_named(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROADSHEET_ARCHIVE", raising=False)
    outcome = invoke("stats")
    assert outcome.code == 2
    assert "--archive" in outcome.err


def test_archive_may_be_named_by_the_environment(
    invoke: Invoke, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_ARCHIVE", str(archive_path))
    assert invoke("search", "oil", "--json").json["total"] == 3


def test_error_of_the_library_is_one_line(invoke: Invoke, tmp_path: Path) -> None:
    outcome = invoke("search", "oil", "--archive", tmp_path / "none")
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err.startswith("broadsheet: error: no archive in ")
    assert outcome.err.count("\n") == 1


def test_error_is_json_for_machines(invoke: Invoke, tmp_path: Path) -> None:
    outcome = invoke("search", "oil", "--json", "--archive", tmp_path / "none")
    assert outcome.code == 1
    error = orjson.loads(outcome.err)["error"]
    assert error["code"] == "archive_not_found"
    assert str(tmp_path) in error["detail"]


@pytest.mark.parametrize(
    "args",
    [("search", "\udce9"), ("delete", "\udce9"), ("export", "--output", "\udce9")],
)
def test_what_is_no_unicode_in_an_argument_is_a_question_mark_for_machines(
    invoke: Invoke,
    archive_path: Path,
    args: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(archive_path)
    outcome = invoke(*args, "--json", "--archive", archive_path)
    assert outcome.code == 0
    assert "?" in orjson.dumps(outcome.json).decode()


def test_what_is_no_unicode_in_an_error_is_a_question_mark_for_machines(
    invoke: Invoke, tmp_path: Path
) -> None:
    outcome = invoke("stats", "--json", "--archive", tmp_path / "caf\udce9")
    assert "caf?" in orjson.loads(outcome.err)["error"]["detail"]


def test_broken_query_exits_2_and_names_the_place(
    invoke: Invoke, archive_path: Path
) -> None:
    outcome = invoke("search", "(oil", "--json", "--archive", archive_path)
    assert outcome.code == 2
    (problem,) = orjson.loads(outcome.err)["error"]["errors"]
    assert problem["parameter"] == "q"
    assert problem["at"]


def test_error_of_the_system_is_one_line(
    invoke: Invoke, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_keywords: object) -> None:
        raise OSError(28, "No space left on device", "articles.seg")

    monkeypatch.setattr("broadsheet.search.Archive.delete", full)
    outcome = invoke("delete", "oil", "--archive", archive_path)
    assert outcome.code == 1
    assert "No space left on device" in outcome.err
    assert outcome.err.count("\n") == 1


def test_interruption_exits_130(
    invoke: Invoke, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_args: object, **_keywords: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("broadsheet.search.Archive.search", interrupted)
    outcome = invoke("search", "oil", "--archive", archive_path)
    assert outcome.code == 130
    assert outcome.err.strip() == "broadsheet: interrupted"


def test_reader_that_goes_away_is_no_error(archive_path: Path) -> None:
    """As in ``broadsheet search … | head -1``."""
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [_COMMAND, "search", "--archive", archive_path],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert run.stderr == b""
    assert run.returncode == 1


def test_version_is_that_of_the_package(invoke: Invoke) -> None:
    outcome = invoke("--version")
    assert outcome.code == 0
    assert outcome.out.startswith("broadsheet, version ")
