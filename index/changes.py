"""Changes: articles put in and taken out in one commit, each accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import UnusableRecordError
from .snapshot import Revision
from .toc import read_newest_toc
from .writer import ArticleWriter, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .article import Article
    from .kernels.choice import Kernels
    from .settings import ArchiveSettings


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be changed; no id stands among both."""

    puts: Sequence[Article] = ()
    #: Ids of articles to delete.
    deletions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of changes."""

    #: The revision that holds them.
    revision: str
    #: Of each article that was put: what became of it, or why it cannot be kept.
    puts: tuple[Outcome | UnusableRecordError, ...]
    #: Of each id that was to be deleted: whether there was such an article.
    deletions: tuple[bool, ...]


def write_changes(
    folder: Path,
    edition: int,
    changes: Changes,
    settings: ArchiveSettings,
    kernels: Kernels,
) -> Changed:
    """Make *changes* to the edition in *folder*; the archive's lock must be held.

    :param edition: its number.
    :raises ValueError: if an id is to be put and to be deleted.
    """
    both = {article.id for article in changes.puts}.intersection(changes.deletions)
    if both:
        raise ValueError(f"{sorted(both)[0]!r} is to be put and to be deleted")
    with ArticleWriter(
        folder,
        read_newest_toc(folder),
        languages=settings.stem_languages,
        kernels=kernels,
    ) as writer:
        puts = tuple(_put(writer, article) for article in changes.puts)
        deletions = tuple(map(writer.delete, changes.deletions))
        generation = writer.commit() or writer.built_on
    return Changed(str(Revision(edition, generation)), puts, deletions)


def _put(writer: ArticleWriter, article: Article) -> Outcome | UnusableRecordError:
    try:
        return writer.put(article)
    except UnusableRecordError as error:
        return error
