"""An archive to run commands on, and the command run in this process."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import orjson
import pytest

from broadsheet.scripts.cli import main
from broadsheet.search import Archive

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = (
    {
        "id": "oil",
        "title": "Crude oil prices rise",
        "body": "The price of crude oil rose on Monday. Oil companies gained.",
        "published": "1987-10-19",
        "source": "Reuters",
        "authors": ["Ann Lee"],
    },
    {
        "id": "gas",
        "title": "Gas falls",
        "body": "Natural gas fell while oil was unchanged.",
        "published": "1988-02",
        "source": "AP",
    },
    {"id": "odd", "title": "Undated \x1b[31m oil \x1b[0m", "body": ""},
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, as JSON."""
        return orjson.loads(self.out)


class Invoke(Protocol):
    """Runs ``broadsheet`` with these arguments."""

    def __call__(self, *args: str | Path) -> Outcome: ...


@pytest.fixture
def invoke(capsys: pytest.CaptureFixture[str]) -> Invoke:
    def call(*args: str | Path) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        written = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), written.out, written.err)

    return call


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "archive"
    with Archive.open(path, create=True) as archive:
        archive.add(ARTICLES)
    return path


@pytest.fixture
def archive_path(_built: Path, tmp_path: Path) -> Path:
    """An archive of three articles, the test's own."""
    return shutil.copytree(_built, tmp_path / "archive")


@pytest.fixture
def articles_path(tmp_path: Path) -> Path:
    """The three articles as a file of JSON lines."""
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in ARTICLES))
    return path
