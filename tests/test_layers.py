"""The shape of the packages: public surfaces, and who may import what."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_LAYERS = ("index", "search", "api", "scripts")
_FILES = sorted(file for layer in _LAYERS for file in (_ROOT / layer).rglob("*.py"))
_SURFACES = [file for file in _FILES if file.name == "__init__.py"]

#: Who may import each library that has a home, as folders from the root.
_HOMES = {
    "flask": ("api",),
    "werkzeug": ("api", "scripts/servers.py"),
    # The benchmark measures stock Whoosh beside ours.
    "whoosh": ("index", "search/engines", "scripts/benchmark/stock_whoosh.py"),
}


def _name(file: Path) -> str:
    return file.relative_to(_ROOT).as_posix()


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), _name(file))


def _rank(name: str) -> tuple[bool, bool, str]:
    """Return what sorts constants before classes before functions."""
    return not name.isupper(), not name[0].isupper(), name


def _imported_libraries(tree: ast.Module) -> set[str]:
    """Return the top-level names that *tree* imports absolutely, wherever it does."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("file", _SURFACES, ids=_name)
def test_package_surface_is_a_docstring_imports_and_a_sorted_list(file: Path) -> None:
    docstring, *rest = _tree(file).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert isinstance(docstring.value.value, str)
    *imports, last = rest or [None]
    assert all(isinstance(each, ast.Import | ast.ImportFrom) for each in imports)
    if last is not None:
        assert isinstance(last, ast.Assign)
        assert ast.unparse(last.targets[0]) == "__all__"
        names = ast.literal_eval(last.value)
        assert names == sorted(set(names), key=_rank)


@pytest.mark.parametrize("file", _SURFACES, ids=_name)
def test_every_public_name_can_be_imported(file: Path) -> None:
    name = ".".join(("broadsheet", *file.parent.relative_to(_ROOT).parts))
    package = importlib.import_module(name)
    for public in getattr(package, "__all__", ()):
        assert hasattr(package, public), f"{name} has no {public}"


@pytest.mark.parametrize("library", sorted(_HOMES))
def test_library_is_imported_at_home_only(library: str) -> None:
    homes = tuple(_ROOT / home for home in _HOMES[library])
    strangers = [
        _name(file)
        for file in _FILES
        if library in _imported_libraries(_tree(file))
        and not any(file.is_relative_to(home) for home in homes)
    ]
    assert strangers == []


def test_packages_import_each_other_relatively() -> None:
    """An absolute import of a sibling would find another copy, or a stranger's."""
    strays = [
        _name(file)
        for file in _FILES
        if {"broadsheet", *_LAYERS} & _imported_libraries(_tree(file))
        and _name(file) != "scripts/rebuild_index.py"
    ]
    assert strays == []
