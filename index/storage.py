"""Storage: a folder of Whoosh's files that leaves none of them open."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage

if TYPE_CHECKING:
    from whoosh.filedb.structfile import StructFile


class TrackedStorage(FileStorage):  # type: ignore[misc]
    """A folder that knows what was opened in it, and in its temporary folder.

    Whoosh loses files that it has open when it fails half-way.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._opened: list[IO[bytes]] = []

    def create_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for writing."""
        return self._track(super().create_file(name, **options))

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for reading."""
        return self._track(super().open_file(name, **options))

    def temp_storage(self, name: str) -> TrackedStorage:
        """Return the storage of a folder inside this one."""
        folder = Path(self.folder) / name
        folder.mkdir(exist_ok=True)
        inner = TrackedStorage(folder)
        inner._opened = self._opened
        return inner

    def close(self) -> None:
        """Close every file; one whose last bytes do not fit is let go all the same."""
        for file in self._opened:
            with suppress(OSError):
                file.close()
        self._opened.clear()

    def _track(self, file: StructFile) -> StructFile:
        self._opened.append(file.raw_file())
        return file
