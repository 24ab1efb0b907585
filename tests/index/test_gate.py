"""The gate: nothing foreign passes, and nothing of ours is changed."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
import whoosh

from broadsheet.index.errors import (
    ArchiveCorruptError,
    ArchiveWriteError,
    RevisionGoneError,
)
from broadsheet.index.gate import reading, writing

_MODULES = [
    import_module(f"whoosh.{module.name}")
    for module in pkgutil.iter_modules(whoosh.__path__)
    if module.name in {"fields", "index", "reading", "writing", "searching"}
]
_WHOOSH_ERRORS = [
    error
    for module in _MODULES
    for _name, error in inspect.getmembers(module, inspect.isclass)
    if issubclass(error, Exception) and error.__module__ == module.__name__
]
_PATH = Path("archive")


@pytest.mark.parametrize("kind", [*_WHOOSH_ERRORS, OSError, ValueError, Exception])
def test_what_reading_raises_is_damage(kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    with pytest.raises(ArchiveCorruptError) as caught, reading(_PATH):
        raise error
    assert caught.value.path == _PATH
    assert caught.value.__cause__ is error
    assert kind.__name__ in caught.value.reason


def test_whoosh_has_errors_of_its_own() -> None:
    assert len(_WHOOSH_ERRORS) >= 5


def test_our_own_errors_pass_as_they_are() -> None:
    with pytest.raises(RevisionGoneError), reading(_PATH):
        raise RevisionGoneError("1.1")


def test_what_the_system_refuses_is_told_as_it_says() -> None:
    with (
        pytest.raises(ArchiveWriteError, match="No space left") as caught,
        writing(_PATH),
    ):
        raise OSError(28, "No space left on device")
    assert caught.value.reason == "No space left on device"


def test_other_errors_of_writing_are_not_the_systems() -> None:
    with pytest.raises(ZeroDivisionError), writing(_PATH):
        raise ZeroDivisionError
