"""The tree of errors is the one that is drawn."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

from broadsheet.index import BroadsheetError, errors
from broadsheet.search import errors as search_errors

if TYPE_CHECKING:
    from types import ModuleType

_BRANCH = re.compile(r"^ {4}([| ]*)\+- (\w+)", re.MULTILINE)


def _drawn(module: ModuleType) -> dict[str, str]:
    """Return the parent of each error in the tree that *module* has."""
    above = ["BroadsheetError"]
    parents = {}
    for indent, name in _BRANCH.findall(module.__doc__ or ""):
        del above[len(indent) // 3 + 1 :]
        parents[name] = above[-1]
        above.append(name)
    return parents


@pytest.mark.parametrize("module", [errors, search_errors])
def test_every_error_stands_in_the_tree_under_its_parent(module: ModuleType) -> None:
    classes = inspect.getmembers(module, inspect.isclass)
    found = {
        name: each.__base__.__name__
        for name, each in classes
        if issubclass(each, BroadsheetError) and each is not BroadsheetError
    }
    drawn = _drawn(module)
    assert {name: drawn.get(name) for name in found} == found
