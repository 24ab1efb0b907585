"""WriteQueue: changes of many requests, made together in few commits.

A commit waits for the disk several times, however little it holds. So whoever
finds nobody at it makes, in one commit, the changes of all who wait by then; the
others are told what became of theirs.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..index import ArchiveLockedError, Article, Changes

if TYPE_CHECKING:
    from ..index import UnusableRecordError
    from ..search import Archive

#: Requests that a commit makes the changes of.
_MOST_TOGETHER = 64

#: What became of an article that was put, or whether one was there to delete.
Result: TypeAlias = "str | bool | UnusableRecordError"


@dataclass(eq=False, slots=True)
class _Waiting:
    """A request whose change is to be made."""

    #: The article to put, or the id of one to delete.
    change: Article | str
    result: Result | None = None
    revision: str = ""
    error: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return self.result is not None or self.error is not None

    @property
    def article_id(self) -> str:
        return self.change.id if isinstance(self.change, Article) else self.change


class WriteQueue:
    """Makes the changes of one process's requests to *archive*."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        #: Held by whoever makes a commit.
        self._turn = threading.Lock()

    def make(self, change: Article | str) -> tuple[Result, str]:
        """Put an article, or delete the one with an id; return when it is durable.

        :returns: what became of it, and the revision that holds it.
        :raises StoreError: if nothing was changed.
        """
        mine = _Waiting(change)
        with self._lock:
            self._waiting.append(mine)
        with self._turn:
            while not mine.is_done:
                self._commit(self._take())
        if mine.error is not None:
            raise mine.error
        if mine.result is None:
            raise AssertionError("a change was neither made nor refused")
        return mine.result, mine.revision

    def _take(self) -> list[_Waiting]:
        """Return the changes of the next commit: the first of each id that waits."""
        taken: dict[str, _Waiting] = {}
        with self._lock:
            while self._waiting and len(taken) < _MOST_TOGETHER:
                if self._waiting[0].article_id in taken:
                    # It is to be made after the one before it.
                    break
                each = self._waiting.popleft()
                taken[each.article_id] = each
        return list(taken.values())

    def _commit(self, group: list[_Waiting]) -> None:
        with self._lock:
            behind = len(self._waiting)
        puts = [each for each in group if isinstance(each.change, Article)]
        deletions = [each for each in group if isinstance(each.change, str)]
        try:
            changed = self._archive.change(
                Changes(
                    [each.change for each in puts if isinstance(each.change, Article)],
                    [each.article_id for each in deletions],
                )
            )
        except BaseException as error:
            self._fail(group, behind, error)
            if not isinstance(error, Exception):
                raise
            return
        results: list[Result] = [*changed.puts, *changed.deletions]
        for each, result in zip([*puts, *deletions], results, strict=True):
            each.result, each.revision = result, changed.revision

    def _fail(self, group: list[_Waiting], behind: int, error: BaseException) -> None:
        """Tell *error* to *group*: whatever it is, nobody is to wait for ever.

        :param behind: how many waited already when the commit began. They waited as
            long as it did for another writer, and do not wait as long once more.
        """
        if isinstance(error, ArchiveLockedError):
            with self._lock:
                group = [*group, *(self._waiting.popleft() for _ in range(behind))]
        for each in group:
            each.error = error
