"""Tokens: what analysis makes of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, as parallel columns.

    A token's position is its index: every token takes exactly one position and
    nothing else takes any. Offsets are Unicode code points of the text as it
    was given, half-open, increasing by start.
    """

    #: The terms of the index, one a token.
    forms: Sequence[str]
    #: Each form before its marks and special letters were folded, in lower
    #: case: what a stemmer is given.
    spellings: Sequence[str]
    #: Where each token starts in the text.
    starts: Sequence[int]
    #: Where each token ends in the text (exclusive).
    ends: Sequence[int]
    #: In a query's tokens: the last one is the single character of a script
    #: written without spaces and stands for every form that starts with it.
    open_end: bool = False

    def __len__(self) -> int:
        return len(self.forms)
