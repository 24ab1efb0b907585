"""The wheel: everything is in it, and it lives beside an application's own packages.

And the source distribution, which has what it is tested with.
"""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

pytestmark = pytest.mark.xdist_group("wheel")

_LAYERS = ("api", "index", "scripts", "search")
#: Files of the project whose names have no ending.
_NAMES = ("Dockerfile", "LICENSE")

#: An application with packages named like ours, which embeds library and blueprint.
_APPLICATION = """
from importlib import import_module
import broadsheet.index, broadsheet.search
from broadsheet.api import blueprint
from broadsheet.search import Archive
from flask import Flask

own = [import_module(name).OWNER for name in ("api", "index", "search")]
assert own == ["host", "host", "host"]
with Archive.open("archive", create=True) as archive:
    archive.add([{"id": "1", "title": "Oil prices", "body": "Crude rose."}])
    assert [hit.id for hit in archive.search("crude")] == ["1"]
    app = Flask("host")
    app.register_blueprint(blueprint(archive, name="news"), url_prefix="/archive")
    answer = app.test_client().get("/archive/v1/search?q=crude")
    assert (answer.status_code, answer.json["total"]) == (200, 1), answer.data
    assert app.test_client().get("/archive/").status_code == 200
print(broadsheet.search.__file__)
"""


@pytest.fixture(scope="session")
def wheel(project_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return _build_wheel(project_path, tmp_path_factory, os.environ)


@pytest.fixture(scope="session")
def plain_wheel(project_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel where there is no C compiler."""
    without = {**os.environ, "CC": "no-compiler-here", "CXX": "no-compiler-here"}
    return _build_wheel(project_path, tmp_path_factory, without)


def _build_wheel(
    project_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    environment: Mapping[str, str],
) -> Path:
    source = tmp_path_factory.mktemp("source")
    _copy_source(project_path, source, _LAYERS)
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index"),
            *("--no-deps", "--no-build-isolation", "--disable-pip-version-check"),
            *("--wheel-dir", str(out), str(source)),
        ],
        check=True,
        env=environment,
    )
    (built,) = out.glob("broadsheet-*.whl")
    return built


def _copy_source(project_path: Path, source: Path, folders: Sequence[str]) -> None:
    """Copy what is built, so that no leftover of a build gets into it."""
    for folder in folders:
        shutil.copytree(
            project_path / folder,
            source / folder,
            ignore=shutil.ignore_patterns("__pycache__", "*.abi3.so"),
        )
    for file in (*project_path.glob("*.*"), *map(project_path.joinpath, _NAMES)):
        if file.is_file() and not file.name.startswith("."):
            shutil.copy(file, source)


@pytest.fixture(scope="session")
def setup_options(project_path: Path) -> configparser.ConfigParser:
    """Read setup.cfg."""
    parser = configparser.ConfigParser()
    parser.read(project_path / "setup.cfg", "utf-8")
    return parser


def test_package_list_equals_the_folders(
    project_path: Path, setup_options: configparser.ConfigParser
) -> None:
    """A forgotten package would be missing from the wheel without a word."""
    folders = {
        ".".join(("broadsheet", *file.parent.relative_to(project_path).parts))
        for layer in _LAYERS
        for file in (project_path / layer).rglob("*.py")
    }
    listed = setup_options["options"]["packages"].split()
    assert listed == sorted(folders)


def test_each_layer_is_mapped_to_its_folder(
    setup_options: configparser.ConfigParser,
) -> None:
    lines = setup_options["options"]["package_dir"].strip().splitlines()
    mapped = dict(line.split(" = ") for line in lines)
    assert mapped == {f"broadsheet.{layer}": layer for layer in _LAYERS}


def test_wheel_holds_every_file_of_the_packages(
    wheel: Path, project_path: Path
) -> None:
    """Templates, static files and the sample too; not the shell scripts."""
    wanted = {
        f"broadsheet/{file.relative_to(project_path).as_posix()}"
        for layer in _LAYERS
        for file in (project_path / layer).rglob("*")
        if file.is_file()
        and "__pycache__" not in file.parts
        and file.suffix not in {".pyx", ".pxi"}
        and not _is_shell_script(file, project_path)
    }
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if name.startswith("broadsheet/")}
    assert found == wanted


def test_source_distribution_holds_every_file_of_the_project(
    project_path: Path, tmp_path: Path
) -> None:
    """Without the tests' helpers and data, those that are found by name cannot run."""
    source = tmp_path / "source"
    source.mkdir()
    _copy_source(project_path, source, (*_LAYERS, "docs", "tests"))
    wanted = {
        file.relative_to(source).as_posix()
        for file in source.rglob("*")
        if file.is_file()
    }
    subprocess.run(
        [
            sys.executable,
            "setup.py",
            "--quiet",
            "sdist",
            "--formats=zip",
            "-d",
            tmp_path,
        ],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = tmp_path.glob("broadsheet-*.zip")
    with zipfile.ZipFile(built) as archive:
        found = {name.partition("/")[2] for name in archive.namelist()}
    assert wanted <= found


def test_wheel_says_that_every_layer_is_typed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert all(f"broadsheet/{layer}/py.typed" in names for layer in _LAYERS)


def test_wheel_of_a_compiler_serves_every_later_python(wheel: Path) -> None:
    assert "-cp311-abi3-" in wheel.name


def test_wheel_without_a_compiler_lacks_only_the_native_kernels(
    wheel: Path, plain_wheel: Path
) -> None:
    names = []
    for each in (wheel, plain_wheel):
        with zipfile.ZipFile(each) as archive:
            names.append({name for name in archive.namelist() if "/" in name})
    lacking = names[0] - names[1]
    assert lacking
    assert all(name.endswith(".abi3.so") for name in lacking)


@pytest.mark.parametrize("which", ["wheel", "plain_wheel"])
def test_application_with_packages_of_the_same_names_embeds_the_wheel(
    request: pytest.FixtureRequest, which: str, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(request.getfixturevalue(which)) as archive:
        archive.extractall(site)
    host = tmp_path / "host"
    for layer in ("api", "index", "search"):
        (host / layer).mkdir(parents=True)
        (host / layer / "__init__.py").write_text('OWNER = "host"\n', "utf-8")
    (host / "main.py").write_text(_APPLICATION, "utf-8")
    # -S: without it the editable install would be found as well.
    run = subprocess.run(
        [sys.executable, "-S", "-W", "error", "main.py"],
        cwd=host,
        env={**os.environ, "PYTHONPATH": _path(site, sysconfig.get_path("purelib"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert Path(run.stdout.strip()).is_relative_to(site)


def _path(*folders: Path | str) -> str:
    return os.pathsep.join(str(folder) for folder in folders)


def _is_shell_script(file: Path, project_path: Path) -> bool:
    return file.parent == project_path / "scripts" and file.suffix in {"", ".sh"}
