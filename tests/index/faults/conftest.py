"""A disk that loses power: what it may hold at each moment of a change.

A file system promises little. The bytes of a file are on the disk when the file was
synced after the last of them was written; a name is when its folder was synced
after it was given, taken or changed. What is not promised may be there, may be
gone, or may be garbage.
"""

from __future__ import annotations

import os
import random
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Fate = Literal["deleted", "zeroed", "truncated", "garbled", "kept"]
FATES: tuple[Fate, ...] = ("deleted", "zeroed", "truncated", "garbled", "kept")

#: Names in a folder, and what they name: inodes.
Names = dict[int, dict[str, int]]

#: Not watched, whatever is.
_LINK = os.link
_STEPS = ("fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir")


@dataclass(frozen=True)
class Moment:
    """What a disk holds and what of it is promised, before one step of a change."""

    #: The step that is about to be taken, for messages.
    step: str
    root: int
    #: By inode of a folder: as it looks, and as it was when it was synced.
    names: Names
    promised: Names
    #: By inode of a file: its bytes, where they are not promised.
    loose: Mapping[int, bytes]


class Disk:
    """Watches a folder while it is changed; :attr:`moments` are in order."""

    def __init__(self, folder: Path, graves: Path) -> None:
        self.moments: list[Moment] = []
        self._folder = folder
        self._graves = graves
        #: By inode: the bytes that are on the disk.
        self._synced: dict[int, bytes] = {}
        self._promised: Names = {}
        #: All folders there ever were, held open: no other file gets their inodes.
        self._folders: dict[int, int] = {}
        graves.mkdir()
        for inode, path in self._files().items():
            self._synced[inode] = path.read_bytes()
        self._promised = self._names()

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Note the moment before each step that tells the system of a change."""
        for name in _STEPS:
            patch.setattr(os, name, self._noted(name, getattr(os, name)))

    def note(self, step: str) -> None:
        """Note what the disk holds now."""
        files = self._files()
        for inode, path in files.items():
            grave = self._graves / str(inode)
            if not grave.exists():
                _LINK(path, grave)
        held = {inode: path.read_bytes() for inode, path in files.items()}
        loose = {
            inode: data
            for inode, data in held.items()
            if self._synced.get(inode) != data
        }
        promised = {inode: dict(names) for inode, names in self._promised.items()}
        root = self._folder.stat().st_ino
        self.moments.append(Moment(step, root, self._names(), promised, loose))

    def close(self) -> None:
        """Let the folders go."""
        for descriptor in self._folders.values():
            os.close(descriptor)

    def restore(
        self,
        moment: Moment,
        target: Path,
        fate_of: Callable[[], Fate],
        is_promised_only: Callable[[], bool],
    ) -> None:
        """Make *target* what a disk may hold when power was lost at *moment*.

        :param fate_of: asked for each file whose bytes are not promised.
        :param is_promised_only: asked for each folder whose names are not.
        """
        self._restore(moment, moment.root, target, fate_of, is_promised_only)

    def _restore(
        self,
        moment: Moment,
        folder: int,
        target: Path,
        fate_of: Callable[[], Fate],
        is_promised_only: Callable[[], bool],
    ) -> None:
        target.mkdir()
        names = moment.names.get(folder, {})
        promised = moment.promised.get(folder, {})
        if names != promised and is_promised_only():
            names = promised
        for name, inode in names.items():
            if inode in self._folders:
                self._restore(moment, inode, target / name, fate_of, is_promised_only)
            elif inode not in moment.loose:
                _LINK(self._graves / str(inode), target / name)
            else:
                data = _damaged(moment.loose[inode], fate_of())
                if data is not None:
                    (target / name).write_bytes(data)

    def _noted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            self.note(f"{name}{arguments}")
            if name != "fsync":
                return call(*arguments, **options)
            # Nothing is lost while the test runs, so nothing needs to be synced.
            self._sync(arguments[0])
            return None

        return wrapper

    def _sync(self, descriptor: int) -> None:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            names = self._names().get(found.st_ino)
            if names is not None:
                self._promised[found.st_ino] = names
        else:
            path = Path(f"/proc/self/fd/{descriptor}")
            self._synced[found.st_ino] = path.read_bytes()

    def _files(self) -> dict[int, Path]:
        return {
            path.stat().st_ino: path
            for path in self._folder.rglob("*")
            if path.is_file()
        }

    def _names(self) -> Names:
        folders = [self._folder, *(p for p in self._folder.rglob("*") if p.is_dir())]
        for folder in folders:
            if folder.stat().st_ino not in self._folders:
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                self._folders[folder.stat().st_ino] = descriptor
        return {
            folder.stat().st_ino: {
                path.name: path.stat().st_ino for path in folder.iterdir()
            }
            for folder in folders
        }


def _damaged(data: bytes, fate: Fate) -> bytes | None:
    """Return what is left of *data*; None if even the name is gone."""
    match fate:
        case "deleted":
            return None
        case "zeroed":
            return bytes(len(data))
        case "truncated":
            return data[: len(data) // 2]
        case "garbled":
            place = len(data) // 3
            return data[:place] + bytes(255 - each for each in data[place:])
        case "kept":
            return data


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[Path], Disk]]:
    """Watches a folder."""
    watched: list[Disk] = []

    def watch(folder: Path) -> Disk:
        watched.append(Disk(folder, tmp_path / f"graves-{len(watched)}"))
        return watched[-1]

    yield watch
    for each in watched:
        each.close()


@pytest.fixture
def losses() -> Callable[[random.Random], Iterator[tuple[Any, Any]]]:
    """Ways to lose power: what becomes of files, and of names, not promised."""

    def ways(chance: random.Random) -> Iterator[tuple[Any, Any]]:
        for fate in FATES:
            yield lambda fate=fate: fate, lambda: False
        yield lambda: "kept", lambda: True
        yield lambda: "zeroed", lambda: True
        for _ in range(2):
            yield lambda: chance.choice(FATES), lambda: chance.random() < 0.5

    return ways
