"""How the tests of the readers write a source and read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broadsheet.index.article import Article
from broadsheet.index.documents import Document, read_document
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.report import Rejection
from broadsheet.index.sources import open_source, read_source

Read = Callable[..., list[Article | Rejection]]

_KERNELS = load_kernels()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write the bytes to a file of the name and return all that is read of it."""

    def write_and_read(
        name: str, data: bytes, **options: Any
    ) -> list[Article | Rejection]:
        path = tmp_path / name
        path.write_bytes(data)
        items = list(read_source(path, **options))
        assert _documents(path, **options) == [
            item if isinstance(item, Rejection) else read_document(item, _KERNELS)
            for item in items
        ]
        return items

    return write_and_read


def _documents(path: Path, **options: Any) -> list[Document | Rejection]:
    """Return what the index is to keep of each record, however it is had."""
    with open_source(path, **options) as source:
        return [
            read_document(item, _KERNELS) if isinstance(item, Article) else item
            for item in source.documents(_KERNELS)
        ]
