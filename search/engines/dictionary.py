"""SnapshotDictionary: the forms of a snapshot, looked up in its segments' files."""

from __future__ import annotations

from heapq import merge
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from ...index import literal_prefix, stem_key, wildcard_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ...index import Reading, SegmentVocabulary
    from .segment_index import SegmentIndex

#: Forms that are decoded together.
_STRIDE = 1024


class SnapshotDictionary:
    """The forms of titles and bodies; see :class:`~..engine.Dictionary`.

    :param vocabularies: of each segment, for languages whose stems are not kept.
    """

    def __init__(
        self,
        indexes: Sequence[SegmentIndex],
        vocabularies: Sequence[SegmentVocabulary],
    ) -> None:
        self._indexes = indexes
        self._vocabularies = vocabularies
        # Each with the gate where damage of its segment's file is told as such.
        self._terms: list[tuple[Reading, Any]] = [
            (index.gate, index.terms("text")) for index in indexes
        ]

    def __iter__(self) -> Iterator[str]:
        return _distinct(
            [_texts(gate, terms, 0, len(terms)) for gate, terms in self._terms]
        )

    def __contains__(self, form: str) -> bool:
        for gate, terms in self._terms:
            with gate:
                if terms.find(form) >= 0:
                    return True
        return False

    def forms_with_prefix(self, prefix: str) -> Iterator[str]:
        """Iterate over the forms that start with *prefix*, in order."""
        lists = []
        for gate, terms in self._terms:
            with gate:
                start, end = terms.with_prefix(prefix)
            lists.append(_texts(gate, terms, start, end))
        return _distinct(lists)

    def stem_group(self, language: str, spelling: str) -> tuple[str, ...]:
        """Return the forms that share the stem of *spelling* in *language*."""
        key = stem_key(language, spelling)
        groups = [
            self._group(place, language, spelling, key)
            for place in range(len(self._indexes))
        ]
        if len(groups) == 1:
            return tuple(groups[0])
        return tuple(sorted(set(chain.from_iterable(groups))))

    def wildcard_forms(self, pattern: str, check: Callable[[], None]) -> Iterator[str]:
        """Iterate over the forms that *pattern* matches whole, in any case."""
        prefix = literal_prefix(pattern)
        # Forms are in lower case or, as acronyms are, in capitals.
        cases = [self.forms_with_prefix(each) for each in {prefix, prefix.upper()}]
        if pattern != f"{prefix}*":
            cases = [wildcard_forms(forms, pattern, check) for forms in cases]
        return _distinct(cases)

    def fuzzy_forms(
        self, word: str, edits: int, check: Callable[[], None]
    ) -> Iterator[str]:
        """Iterate over the forms within *edits* of *word*, in any case."""
        lists = []
        for gate, terms in self._terms:
            with gate:
                lists.append(terms.texts(terms.near(word, edits, check)))
        return _distinct(lists)

    def _group(
        self, place: int, language: str, spelling: str, key: str
    ) -> Iterable[str]:
        table = self._indexes[place].stems(language)
        if table is None:
            return self._vocabularies[place].stem_group(language, spelling)
        keys, offsets, forms = table
        gate, terms = self._terms[place]
        with gate:
            number = keys.find(key)
            if number < 0:
                return ()
            start, end = offsets[number : number + 2].tolist()
            found: list[str] = terms.texts(forms[start:end].tolist())
        return found


def _texts(gate: Reading, terms: Any, start: int, end: int) -> Iterator[str]:
    """Yield strings of a dictionary; few are wanted of many."""
    for first in range(start, end, _STRIDE):
        with gate:
            found = terms.texts(range(first, min(first + _STRIDE, end)))
        yield from found


def _distinct(lists: Sequence[Iterable[str]]) -> Iterator[str]:
    """Yield the distinct members of sorted *lists*, in order."""
    if len(lists) == 1:
        return iter(lists[0])
    return (word for word, _same in groupby(merge(*lists)))
