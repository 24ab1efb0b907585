"""Libraries that only some formats need, imported when a file of one comes."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class MissingLibraryError(Exception):
    """What reads a format is not installed; the message names the cure."""


def library(name: str, extra: str, what: str) -> Any:
    """Return the module *name*, which reads *what*.

    :raises MissingLibraryError: if it is not installed, naming the *extra* to install.
    """
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        reason = (
            f"{what} cannot be read without {package}: "
            f"pip install 'broadsheet[{extra}]'"
        )
        raise MissingLibraryError(reason) from error
