"""Texts as numbers of words and offsets, plain: the tokenizer by pattern."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...analysis.folding import straighten
from ...analysis.tokenizer import INVISIBLE, token_pattern, visible_places
from ...analysis.unspaced import read_run

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: How a word is to be read: by :func:`~...analysis.words.read_word`, by
#: :func:`~...analysis.words.read_uncased_word`, or, as it is a part of a run of a
#: script written without spaces, by :func:`~...analysis.folding.spell`.
CASED, UNCASED, RUN = 0, 1, 2

#: Of fewer capitals may be an acronym.
_LEAST_PLAIN_LENGTH = 4


class RawTokenizer:
    """Reads texts into words that have numbers from 0 on, as they first appear.

    A word is the visible characters of a token, signs plain, and how to read it. For
    one thread at a time.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], int] = {}
        self._tokens: NDArray[np.uint32] = np.empty((0, 3), np.uint32)

    def read(
        self, blob: bytes, bounds: NDArray[np.uint64], kinds: bytes
    ) -> NDArray[np.uint32]:
        """Read a batch of texts; return how many tokens each of them has.

        Text *i* is ``blob[bounds[i]:bounds[i + 1]]`` in UTF-8 (lone surrogates pass),
        and its words are of kind ``kinds[i]``.
        """
        numbers = self._numbers
        tokens: list[int] = []
        behind = []
        for (start, end), kind in zip(pairwise(bounds.tolist()), kinds, strict=True):
            text = blob[start:end].decode("utf-8", "surrogatepass")
            for word, kind_of_word, first, last in _raw_tokens(text, kind):
                number = numbers.setdefault((word, kind_of_word), len(numbers))
                tokens += (number, first, last)
            behind.append(len(tokens) // 3)
        self._tokens = np.array(tokens, np.uint32).reshape(-1, 3)
        return np.diff(np.array([0, *behind])).astype(np.uint32)

    def words(self, first: int = 0) -> tuple[list[str], bytes]:
        """Return the words from number *first* on, and the kind of each."""
        words = list(islice(self._numbers, first, None))
        return [word for word, _ in words], bytes(kind for _, kind in words)

    def lowered(self, first: int = 0) -> list[str | None]:
        """Return the words from number *first* on, in lower case, if that is all.

        None stands for a word of which form or spelling may be something else; they
        are not if it is ASCII without points and no short word in capitals. A build
        may say None of any word.
        """
        return [_lowered(word) for word, _ in islice(self._numbers, first, None)]

    def columns(
        self, forms: array[int], spellings: array[int]
    ) -> tuple[
        NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint32], NDArray[np.uint32]
    ]:
        """Return form, spelling, start and end of each token of the batch read last.

        :param forms, spellings: what is in these columns for each word, u32 and i32.
        """
        words, starts, ends = np.ascontiguousarray(self._tokens.T)
        return np.asarray(forms)[words], np.asarray(spellings)[words], starts, ends


def _raw_tokens(text: str, kind: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield the word of each token, its kind, where it starts and where it ends."""
    if text.isascii() or not INVISIBLE.search(text):
        yield from _visible_tokens(straighten(text), kind)
        return
    places = visible_places(text)
    visible = straighten(INVISIBLE.sub("", text))
    for word, kind_of_word, start, end in _visible_tokens(visible, kind):
        yield word, kind_of_word, places[start], places[end - 1] + 1


def _visible_tokens(text: str, kind: int) -> Iterator[tuple[str, int, int, int]]:
    for match in token_pattern().finditer(text):
        word, start = match[0], match.start()
        if match.lastindex is None:
            while word.endswith(("'s", "'S")):
                word = word[:-2]
            yield word, kind, start, start + len(word)
            continue
        run = read_run(word)
        for first, end in zip(run.starts, run.ends, strict=True):
            yield word[first:end], RUN, start + first, start + end


def _lowered(word: str) -> str | None:
    is_dotted = "." in word and not "0" <= word[0] <= "9"
    is_short = len(word) < _LEAST_PLAIN_LENGTH and word.isupper()
    return word.lower() if word.isascii() and not is_dotted and not is_short else None
