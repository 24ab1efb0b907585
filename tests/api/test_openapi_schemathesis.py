"""Schemathesis finds nothing, whatever it makes up from the description.

The seed is fixed, so a failure is found again; its output says how to repeat it.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
import pytest

from broadsheet.api import Keys, Scope, blueprint, make_key
from broadsheet.index import read_source
from broadsheet.search import Archive

from ..serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20_261_125
_SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))


@pytest.fixture
def archive(sample_path: Path, tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", create=True) as made:
        made.rebuild(read_source(sample_path))
        yield made


@contextmanager
def served(archive: Archive, keys: list[Any], prefix: str) -> Iterator[str]:
    """Serve *archive* on the loopback interface; yield its address."""
    app = flask.Flask("host", static_folder=None)
    made = blueprint(archive, keys=Keys(key for _secret, key in keys))
    app.register_blueprint(made, url_prefix=prefix or None)
    with serving(app) as port:
        yield f"http://127.0.0.1:{port}{prefix}"


@pytest.mark.parametrize(
    ("scopes", "prefix", "options"),
    [
        ((), "", ["--phases=examples,coverage,fuzzing"]),
        (
            (Scope.READ, Scope.WRITE),
            "/archive",
            ["--phases=fuzzing", "--include-path-regex=search|suggest|similar|docs"],
        ),
        (
            (Scope.WRITE,),
            "/archive",
            ["--phases=coverage,fuzzing,stateful", "--include-path-regex=articles"],
        ),
    ],
)
def test_nothing_is_found(
    archive: Archive,
    scopes: tuple[Scope, ...],
    prefix: str,
    options: list[str],
    project_path: Path,
    tmp_path: Path,
) -> None:
    keys = [make_key(scope.value, scope) for scope in scopes]
    headers = [f"--header=Authorization: Bearer {keys[-1][0]}"] if keys else []
    with served(archive, keys, prefix) as address:
        run = subprocess.run(
            [
                *(_SCHEMATHESIS, f"--config-file={project_path / 'schemathesis.toml'}"),
                *("run", "--checks=all", f"--seed={SEED}", "--no-color"),
                *("--max-examples=5", "--suppress-health-check=all"),
                *(*options, *headers),
                f"{address}/openapi.json",
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
            cwd=tmp_path,
        )
    assert run.returncode == 0, f"seed {SEED}:\n{run.stdout}\n{run.stderr}"
    assert "passed" in run.stdout
