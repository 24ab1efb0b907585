"""Shown: what of an article that was found a search shows, as engines give it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: Where a passage starts in its text, its own text, its HTML, and the half-open spans
#: of it that are marked, from its start on.
Passage = tuple[int, str, str, tuple[tuple[int, int], ...]]


class View(NamedTuple):
    """What is shown of the body of each article."""

    #: Passages at most; -1 for as many as show every mark.
    most: int
    #: Code points of a passage at most, at least 1; None for the body whole.
    size: int | None


#: What is stored of an article, its whole title marked, and parts of its body that
#: show the marks best, in order.
Shown = tuple[bytes, Passage, Sequence[Passage]]
