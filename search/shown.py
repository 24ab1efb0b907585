"""Shown: what of an article that was found a search shows, as engines give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..index import StoredArticle

# Named tuples, as hits are: see results.py.


#: Where a passage starts in its text, its own text, its HTML, and the half-open spans
#: of it that are marked, from its start on.
Passage = tuple[int, str, str, tuple[tuple[int, int], ...]]


class View(NamedTuple):
    """What is shown of the body of each article."""

    #: Passages at most; -1 for as many as show every mark.
    most: int
    #: Code points of a passage at most, at least 1; None for the body whole.
    size: int | None


class Shown(NamedTuple):
    """An article and what of it is shown."""

    stored: StoredArticle
    #: The whole title, marked.
    title: Passage
    #: Parts of the body that show its marks best, in order.
    passages: Sequence[Passage]
