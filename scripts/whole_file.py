"""whole_file: a file that appears under its name when it is complete, or not at all."""

from __future__ import annotations

import gzip
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Lend a stream to write what *path* is to hold, packed if it ends in ``.gz``.

    It is written aside, and takes its name, and the place of an earlier file of that
    name, when the block ends. If the block fails, nothing is left of it.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            if path.suffix.lower() == ".gz":
                # Without name and time: the same text makes the same file.
                with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                    yield packed  # type: ignore[misc]  # it is one but for its type
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
