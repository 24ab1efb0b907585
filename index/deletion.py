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
    from .kernels.choice import Kernels
    from .retention import Retention
    from .settings import ArchiveSettings


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out of one edition."""

    #: The edition's newest generation now.
    generation: int
    #: Ids of the articles that are no more.
    deleted: frozenset[str]
    #: Ids of which anything was there, if only a deleted article's text.
    named: frozenset[str]


def delete_articles(
    folder: Path, ids: Collection[str], settings: ArchiveSettings, kernels: Kernels
) -> Removal:
    """Delete articles of one edition, in one commit."""
    with _writer(folder, settings, kernels) as writer:
        deleted = frozenset(each for each in ids if writer.delete(each))
        generation = writer.commit()
    return Removal(generation or writer.built_on, deleted, deleted)


def erase_articles(
    folder: Path, ids: Collection[str], settings: ArchiveSettings, kernels: Kernels
) -> Removal:
    """Delete articles of one edition and rewrite every segment that names them.

    That takes in those deleted before, whose text waits for a merge. Older
    generations still hold the text.
    """
    with _writer(folder, settings, kernels) as writer:
        deleted = frozenset(each for each in ids if writer.delete(each))
        named = writer.segments_by_id(ids)
        generation = writer.commit(rewrite=set().union(*named.values()))
    return Removal(generation or writer.built_on, deleted, frozenset(named))


def erase_from_earlier(
    editions: Editions,
    retention: Retention,
    current: Current,
    ids: Collection[str],
    kernels: Kernels,
) -> set[str]:
    """Erase articles from every kept edition but the one served.

    An edition that this version cannot write is dropped as a whole.

    :returns: the ids of which anything was found.
    """
    found: set[str] = set()
    for number in retention.kept_editions(current):
        if number == current.edition:
            continue
        edition = editions.read(number)
        try:
            editions.check_version(edition)
        except FormatVersionError:
            editions.remove(number)
        else:
            folder = editions.folder(number)
            found |= erase_articles(folder, ids, edition.settings, kernels).named
    return found


def _writer(folder: Path, settings: ArchiveSettings, kernels: Kernels) -> ArticleWriter:
    languages = settings.stem_languages
    toc = read_newest_toc(folder)
    return ArticleWriter(folder, toc, languages=languages, kernels=kernels)
