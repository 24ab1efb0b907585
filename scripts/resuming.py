"""Resuming: a feed that a rebuild can go on with where another was stopped."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..index import CannotResumeError, RejectsFile
from .feed import keep_rejects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .feed import Feed, Item


class ResumableFeed:
    """What *feed* reads, as the index takes it: see :class:`~..index.Resumable`.

    :param pass_on: what its items go through.
    :param rejects: where rejections are written as well.
    """

    def __init__(
        self,
        feed: Feed,
        pass_on: Callable[[Feed], Iterable[Item]],
        rejects: Path | None,
    ) -> None:
        self._feed = feed
        self._pass_on = pass_on
        self._path = rejects
        #: How many rejections an earlier run wrote.
        self._kept = 0
        self._rejects: RejectsFile | None = None
        self._inputs = fingerprint(feed.files)

    def __iter__(self) -> Iterator[Item]:
        if self._path is not None:
            self._rejects = RejectsFile(self._path, self._kept)
        yield from keep_rejects(self._pass_on(self._feed), self._rejects)

    def mark(self) -> dict[str, Any]:
        """Return where the feed is; what was rejected is on the disk then."""
        rejected = 0
        if self._rejects is not None:
            self._rejects.sync()
            rejected = self._rejects.count
        return {
            "inputs": self._inputs,
            "how": self._feed.told,
            # A name need not be Unicode, which JSON is.
            "rejects": None if self._path is None else ascii(self._path),
            "rejected": rejected,
            "feed": self._feed.mark(),
        }

    def go_on(self, mark: dict[str, Any]) -> None:
        """Begin behind *mark*.

        :raises CannotResumeError: if files or options are not those of then.
        """
        here = self.mark()
        for name, reason in (
            ("inputs", "the files, or what is in them, were changed since"),
            ("how", "they were read with other options"),
            ("rejects", "the rejects went to another file"),
        ):
            if mark[name] != here[name]:
                raise CannotResumeError(Path(self._feed.files[0]), reason)
        self._kept = mark["rejected"]
        self._feed.go_on(mark["feed"])


def can_be_read_again(files: Sequence[str]) -> bool:
    """Tell whether *files* are files and folders: no pipe, no standard input."""
    return all(
        file != "-" and (Path(file).is_file() or Path(file).is_dir()) for file in files
    )


def fingerprint(files: Sequence[str]) -> str:
    """Return what is another after a file was changed, by sizes and times."""
    seen = blake2b(digest_size=16)
    for file in files:
        root = Path(file)
        # Links in a folder are passed over, wherever they lead.
        within = sorted(root.rglob("*")) if root.is_dir() else []
        for path, stat in [(root, root.stat()), *((x, x.lstat()) for x in within)]:
            seen.update(os.fsencode(path))
            seen.update(f"\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()
