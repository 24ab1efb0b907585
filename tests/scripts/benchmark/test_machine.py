"""Machine and commit are told as they are."""

from __future__ import annotations

import platform
import re

import pytest

from broadsheet.scripts.benchmark.machine import commit, machine


def test_machine_names_what_figures_depend_on() -> None:
    told = machine()
    assert told["python"] == platform.python_version()
    assert int(told["cores"]) >= 1
    assert told["cpu"]


def test_commit_is_a_short_hash() -> None:
    assert re.fullmatch(r"[0-9a-f]{12,}(-dirty)?|unknown", commit())


def test_commit_is_unknown_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert commit() == "unknown"
