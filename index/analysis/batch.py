"""Reading texts in batches: the tokens of :func:`.tokenizer.tokenize` as arrays.

A word is analysed once, however often it is written; of a token there are numbers
alone, made by a kernel.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from .acronyms import tells_capitals
from .folding import spell
from .words import read_uncased_word, read_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from numpy.typing import NDArray


class TokeniserKernels(Protocol):
    """A build of the kernels, as far as it reads texts."""

    @property
    def tokenise(self) -> ModuleType:
        """Such as :mod:`..kernels.plain.tokenise`."""


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """The tokens of some texts, one text after another, as parallel arrays."""

    #: Each token's form: its number in :attr:`BatchTokenizer.forms`.
    forms: NDArray[np.uint32]
    #: Its spelling where that cannot be told from the form: the number in
    #: :attr:`BatchTokenizer.spellings`; -1 where the spelling is the form in lower
    #: case.
    spellings: NDArray[np.int32]
    #: Where it starts and ends in its text, in code points.
    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    #: How many tokens each text has.
    counts: NDArray[np.uint32]


class BatchTokenizer:
    """Reads texts, one batch after another; for one thread at a time.

    It keeps what it knows of every distinct word, and nothing of the texts.

    :param kernels: the build that does it; the results are the same.
    """

    def __init__(self, kernels: TokeniserKernels) -> None:
        self._kernel = kernels.tokenise
        self._raw = self._kernel.RawTokenizer()
        self._form_numbers: dict[str, int] = {}
        self._spelling_numbers: dict[str, int] = {}
        # Of each word that the raw tokenizer knows.
        self._form_of_word = array("I")
        self._spelling_of_word = array("i")
        #: The forms read so far, by number.
        self.forms: list[str] = []
        #: The spellings read so far that are not their forms in lower case, likewise.
        self.spellings: list[str] = []

    def read(self, texts: Sequence[str], *, acronyms: bool | None = None) -> TokenBatch:
        """Read *texts*, each as :func:`.tokenizer.tokenize` does."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        bounds = np.zeros(len(texts) + 1, np.uint64)
        np.cumsum(list(map(len, encoded)), out=bounds[1:])
        kinds = self._kinds(texts, acronyms=acronyms)
        counts = self._raw.read(b"".join(encoded), bounds, kinds)
        self._learn()
        forms, spellings, starts, ends = self._raw.columns(
            self._form_of_word, self._spelling_of_word
        )
        return TokenBatch(forms, spellings, starts, ends, counts)

    def _kinds(self, texts: Sequence[str], *, acronyms: bool | None) -> bytes:
        cased, uncased = self._kernel.CASED, self._kernel.UNCASED
        if acronyms is not None:
            return bytes([cased if acronyms else uncased]) * len(texts)
        return bytes(cased if tells_capitals(text) else uncased for text in texts)

    def _learn(self) -> None:
        """Analyse the words that are new."""
        first = len(self._form_of_word)
        # Most are nothing but letters in another case: form and spelling are one.
        forms = self._raw.lowered(first)
        self._spelling_of_word.extend([-1] * len(forms))
        if None in forms:
            words, kinds = self._raw.words(first)
            for place, form in enumerate(forms):
                if form is None:
                    forms[place], spelling = self._analyse(words[place], kinds[place])
                    self._spelling_of_word[first + place] = spelling
        numbers, known = self._form_numbers, self.forms
        for form in forms:
            number = numbers.setdefault(form, len(known))
            if number == len(known):
                known.append(form)
            self._form_of_word.append(number)

    def _analyse(self, word: str, kind: int) -> tuple[str, int]:
        """Return the form of a word of the raw tokenizer, and its spelling's number."""
        if kind == self._kernel.RUN:
            return spell(word), -1
        read = read_word if kind == self._kernel.CASED else read_uncased_word
        form, spelling, _ = read(word)
        if spelling in (form, form.lower()):
            return form, -1
        number = self._spelling_numbers.setdefault(spelling, len(self.spellings))
        if number == len(self.spellings):
            self.spellings.append(spelling)
        return form, number
