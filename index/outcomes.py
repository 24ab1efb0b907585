"""What a delete or a rollback did, and what an archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import ArchiveSettings


@dataclass(frozen=True, slots=True)
class Deletion:
    """The account of one delete."""

    #: The revision that holds the result.
    revision: str
    #: Articles that were there and are no more.
    deleted: int
    #: Ids that no article had.
    missing: tuple[str, ...]
    #: In a purge: revisions that still hold the text, because a reader has them
    #: open. They can be opened no more; the next write removes them when their
    #: readers have closed them.
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rollback:
    """The account of one rollback."""

    #: The revision that is served now.
    revision: str
    #: Adds and deletes made since the edition that is left was built: this one
    #: lacks them.
    left_out: int


@dataclass(frozen=True, slots=True)
class StoreStats:
    """What an archive holds."""

    revision: str
    articles: int
    #: Articles without a date.
    undated: int
    #: Articles with neither title nor body.
    empty: int
    segments: int
    #: Deleted documents whose place is not freed yet.
    deleted: int
    #: Of everything in the archive's folder.
    bytes_on_disk: int
    #: Numbers of the editions kept, newest first.
    editions: tuple[int, ...]
    settings: ArchiveSettings
    #: The earliest and the latest ``published``; None without a dated article.
    oldest: str | None
    newest: str | None
