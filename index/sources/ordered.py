"""What a source holds, in its order, before its pages are parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..article import Article
from ..documents import Document
from ..report import Rejection
from .judge import UnreadArticle


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Articles that are read as they are taken.

    They are to be taken when all before them was, and before anything after them.
    """

    items: Iterator[Article | Document | Rejection]


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A place between articles: a call that is made when all before it was taken."""

    passed: Callable[[], None]


#: One thing of a source.
Ordered = UnreadArticle | Stream | Mark | Article | Document | Rejection
