"""Which build of the kernels is used."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from types import ModuleType

Build = Literal["native", "plain"]

#: Set to ``plain`` it keeps the native build from being used, to tell its faults.
VARIABLE = "BROADSHEET_KERNELS"


@dataclass(frozen=True, slots=True)
class Kernels:
    """The modules of one build; each has the same functions in both."""

    #: Which build it is.
    build: Build
    hits: ModuleType
    merging: ModuleType
    numbering: ModuleType
    offsets: ModuleType
    postings: ModuleType
    records: ModuleType
    search: ModuleType
    sketches: ModuleType
    strings: ModuleType
    texts: ModuleType
    tokenise: ModuleType


def load_kernels(build: Build | None = None) -> Kernels:
    """Return the kernels of *build*; by default the native one where it was made.

    :raises ImportError: if *build* is asked for and is not there.
    """
    if build is None and os.environ.get(VARIABLE) != "plain":
        try:
            return _load("native")
        except ImportError:
            # Installed without a C compiler.
            return _load("plain")
    return _load(build or "plain")


def _load(build: Build) -> Kernels:
    names = (each.name for each in fields(Kernels)[1:])
    modules = (import_module(f"{__package__}.{build}.{name}") for name in names)
    return Kernels(build, *modules)
