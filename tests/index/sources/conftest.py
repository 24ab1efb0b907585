"""How the tests of the readers write a source and read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broadsheet.index.article import Article
from broadsheet.index.report import Rejection
from broadsheet.index.sources import read_source

Read = Callable[..., list[Article | Rejection]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write the bytes to a file of the name and return all that is read of it."""

    def write_and_read(
        name: str, data: bytes, **options: Any
    ) -> list[Article | Rejection]:
        path = tmp_path / name
        path.write_bytes(data)
        return list(read_source(path, **options))

    return write_and_read
