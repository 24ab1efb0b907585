"""Deletion: takes articles out of the index, and their text off the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import FormatVersionError
from .toc import read_newest_toc
from .writer import ArticleWriter

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from .editions import Current, Editions
    from .retention import Retention


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out of one edition."""

    #: The edition's newest generation now.
    generation: int
    #: Ids of the articles that are no more.
    deleted: frozenset[str]
    #: Ids of which anything was there, if only a deleted article's text.
    named: frozenset[str]


def delete_articles(folder: Path, ids: Collection[str]) -> Removal:
    """Delete articles of one edition, in one commit."""
    toc = read_newest_toc(folder)
    with ArticleWriter(folder, toc) as writer:
        deleted = frozenset(each for each in ids if writer.delete(each))
        generation = writer.commit()
    return Removal(generation or toc.generation, deleted, deleted)


def erase_articles(folder: Path, ids: Collection[str]) -> Removal:
    """Delete articles of one edition and rewrite every segment that names them.

    That takes in those deleted before, whose text waits for a merge. Older
    generations still hold the text.
    """
    toc = read_newest_toc(folder)
    with ArticleWriter(folder, toc) as writer:
        deleted = frozenset(each for each in ids if writer.delete(each))
        named = writer.segments_by_id(ids)
        generation = writer.commit(rewrite=set().union(*named.values()))
    return Removal(generation or toc.generation, deleted, frozenset(named))


def erase_from_earlier(
    editions: Editions, retention: Retention, current: Current, ids: Collection[str]
) -> set[str]:
    """Erase articles from every kept edition but the one served.

    An edition that this version cannot write is dropped as a whole.

    :returns: the ids of which anything was found.
    """
    found: set[str] = set()
    for number in retention.kept_editions(current):
        if number == current.edition:
            continue
        try:
            editions.check_version(editions.read(number))
        except FormatVersionError:
            editions.remove(number)
        else:
            found |= erase_articles(editions.folder(number), ids).named
    return found
