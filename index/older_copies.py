"""Older copies: what new articles are copies of in segments written before.

No sketches are kept of stored articles. What may be a copy is told by the index: an
article that has many of the rarest words of the new one. Those few are read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .codec.stories import own_keys
from .gate import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .analysis import TokenBatch
    from .kernels.choice import Kernels
    from .sketcher import Sketcher
    from .stored_articles import StoredSegment

#: Words of an article that are looked for: the rarest that others have.
_WORDS = 24
#: An article that has one in so many of them is read.
_SHARE = 4
#: Articles that are read for a new one: those with most of its words.
_READ = 4
#: Words are looked for until they have so many postings.
_POSTINGS = 1 << 14
#: Words whose places are kept in memory.
_KEPT = 1 << 18


class OlderCopy(NamedTuple):
    """A stored article that a new one is a copy of, or that is one of it."""

    segment: StoredSegment
    docnum: int
    #: The name of its story.
    key: int


class _Word(NamedTuple):
    """A word, and where its postings are."""

    postings: int
    form: str
    #: Numbers of a segment, and of a term there.
    places: tuple[tuple[int, int], ...]


class OlderCopies:
    """Finds copies in *segments*; for one thread at a time."""

    def __init__(self, segments: Sequence[StoredSegment], kernels: Kernels) -> None:
        self._segments = segments
        self._kernels = kernels
        self._terms: list[Any] = []
        for each in segments:
            dictionary = each.file.dictionary("text")
            terms = kernels.search.Terms(dictionary.data, dictionary.offsets)
            self._terms.append(terms)
        self._postings = [each.file.postings("body") for each in segments]
        self._words: dict[str, _Word] = {}

    def find(
        self,
        sketcher: Sketcher,
        bodies: TokenBatch,
        sketches: NDArray[np.uint32],
    ) -> dict[int, list[OlderCopy]]:
        """Return the copies of each of some new articles that has any.

        The first of an article are those that have most of its rare words.

        :param sketcher: what made their *sketches*; most words of a copy it knows.
        """
        forms = sketcher.tokenizer.forms
        found: dict[int, list[OlderCopy]] = {}
        row = self._kernels.sketches.ROW
        end = 0
        for number, count in enumerate(bodies.counts.tolist()):
            start, end = end, end + count
            own = sketches[number * row : (number + 1) * row]
            words = {forms[form] for form in set(bodies.forms[start:end].tolist())}
            copies = list(self._copies(words, own, sketcher))
            if copies:
                found[number] = copies
        return found

    def _copies(
        self, forms: set[str], own: NDArray[np.uint32], sketcher: Sketcher
    ) -> Iterator[OlderCopy]:
        candidates = self._candidates(forms)
        if not candidates:
            return
        texts = self._sketch(candidates, sketcher)
        compared = self._kernels.sketches.Sketches([own, texts])
        for place, (number, docnum) in enumerate(candidates, start=1):
            if compared.are_copies(0, place):
                segment = self._segments[number]
                with reading(segment.file.path):
                    key = segment.file.stories.key(docnum)
                    if key is None:
                        key = int(own_keys(segment.file.array("digest"))[docnum])
                yield OlderCopy(segment, docnum, key)

    def _candidates(self, forms: set[str]) -> list[tuple[int, int]]:
        """Return articles that have many of the rarest *forms*, most of them first."""
        words = sorted(word for word in map(self._word, forms) if word.postings)
        chosen: list[_Word] = []
        postings = 0
        for word in words[:_WORDS]:
            postings += word.postings
            if chosen and postings > _POSTINGS:
                break
            chosen.append(word)
        terms: dict[int, list[int]] = {}
        for word in chosen:
            for number, term in word.places:
                terms.setdefault(number, []).append(term)
        ranked = [
            (-count, number, docnum)
            for number, own in terms.items()
            for docnum, count in self._counts(number, own, len(chosen))
        ]
        ranked.sort()
        return [(number, docnum) for _count, number, docnum in ranked[:_READ]]

    def _counts(
        self, number: int, terms: list[int], words: int
    ) -> list[tuple[int, int]]:
        """Return the articles of a segment that have most of *terms*, and how many."""
        segment = self._segments[number]
        unpack = self._kernels.postings.unpack_terms
        with reading(segment.file.path):
            lists = [unpack(self._postings[number], x, x + 1)[0] for x in terms]
        docs, counts = np.unique(np.concatenate(lists), return_counts=True)
        enough = (counts * _SHARE >= words) & segment.are_left(docs)
        docs, counts = docs[enough], counts[enough]
        # Of equal ones those that came first.
        most = np.argsort(-counts, kind="stable")[:_READ]
        return list(zip(docs[most].tolist(), counts[most].tolist(), strict=True))

    def _word(self, form: str) -> _Word:
        found = self._words.get(form)
        if found is None:
            if len(self._words) >= _KEPT:
                self._words.clear()
            found = self._words[form] = self._look_up(form)
        return found

    def _look_up(self, form: str) -> _Word:
        places = []
        count = 0
        for number, segment in enumerate(self._segments):
            with reading(segment.file.path):
                term = self._terms[number].find(form)
                if term < 0:
                    continue
                start, end = self._postings[number].firsts[term : term + 2].tolist()
            if end > start:
                count += end - start
                places.append((number, term))
        return _Word(count, form, tuple(places))

    def _sketch(
        self, candidates: list[tuple[int, int]], sketcher: Sketcher
    ) -> NDArray[np.uint32]:
        articles = [
            self._segments[number].stored(docnum) for number, docnum in candidates
        ]
        read = sketcher.tokenizer.read
        titles = read([each.title for each in articles])
        bodies = read([each.body for each in articles])
        return sketcher.sketch(titles, bodies)
