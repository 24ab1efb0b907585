"""What every test may rely on: the sample, and no second copy of a module."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from broadsheet.index.codec import scoring_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

# A failure prints the line that repeats it. Neither a deadline nor the time
# taken to make an example is a fault on a machine that does other work too.
settings.register_profile(
    "broadsheet",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("broadsheet")

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project_path() -> Path:
    """The folder that holds setup.cfg and the packages."""
    return _ROOT


@pytest.fixture(scope="module")
def short_lists() -> Iterator[None]:
    """Let stem groups of few postings have scoring lists, several to a batch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring_lists, "LEAST_POSTINGS", 3)
        patch.setattr(scoring_lists, "_BATCH", 40)
        yield


@pytest.fixture(scope="session")
def sample_path(project_path: Path) -> Path:
    """The articles of the sample archive."""
    return project_path / "scripts" / "sample" / "articles.jsonl"


@pytest.fixture(autouse=True)
def _one_copy_of_each_module() -> Iterator[None]:
    """Fail a test after which a package is there without ``broadsheet.``."""
    yield
    bare = {"api", "index", "scripts", "search"} & sys.modules.keys()
    assert not bare, f"imported without 'broadsheet.': {sorted(bare)}"
