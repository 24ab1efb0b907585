"""Vocabulary: the forms that a snapshot's titles and bodies are made of."""

from __future__ import annotations

import threading
from functools import cached_property
from heapq import merge
from itertools import chain, groupby
from typing import TYPE_CHECKING

from .analysis import StemGroups, fold, stem_key
from .expansion import fuzzy_forms, literal_prefix, wildcard_forms
from .gate import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .codec.layout import SegmentFile, StemTable

#: Greater than any byte of UTF-8.
_LAST = b"\xff"


class SegmentVocabulary:
    """The words of one segment; safe to share between threads."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file
        self._forms = file.dictionary("text")
        self._lock = threading.Lock()
        self._groups: dict[str, StemGroups] = {}

    @cached_property
    def forms(self) -> list[str]:
        """All forms, in code point order."""
        with reading(self._file.path):
            return list(map(bytes.decode, self._forms))

    def __contains__(self, form: str) -> bool:
        with reading(self._file.path):
            return self._forms.find(_encode(form)) >= 0

    def with_prefix(self, prefix: str) -> Iterator[str]:
        """Yield the forms that start with *prefix*, in order."""
        with reading(self._file.path):
            start = self._forms.lower_bound(_encode(prefix))
            end = self._forms.lower_bound(_encode(prefix) + _LAST)
            for number in range(start, end):
                yield self._forms.term(number).decode()

    def stem_group(self, language: str, spelling: str) -> Iterable[str]:
        """Return the forms that share the stem of *spelling* in *language*."""
        key = stem_key(language, spelling)
        with reading(self._file.path):
            table = self._file.stems(language)
            if table is None:
                return self._computed(language).group(spelling)
            return self._stored(table, key)

    def _stored(self, table: StemTable, key: str) -> list[str]:
        number = table.keys.find(_encode(key))
        if number < 0:
            return []
        start, end = table.offsets[number : number + 2].tolist()
        numbers = table.forms[start:end].tolist()
        return [self._forms.term(each).decode() for each in numbers]

    def _computed(self, language: str) -> StemGroups:
        with self._lock:
            if language not in self._groups:
                spellings = map(bytes.decode, self._file.dictionary("spelling"))
                pairs = chain(
                    ((form.lower(), form) for form in self.forms),
                    ((spelling, fold(spelling)) for spelling in spellings),
                )
                self._groups[language] = StemGroups(language, pairs)
            return self._groups[language]


class Vocabulary:
    """The forms of a snapshot, in code point order.

    Forms that only deleted articles had stay in it until they are merged away.
    What can be asked of the segments one by one is, so that a snapshot after a
    small commit costs little.
    """

    def __init__(self, parts: Sequence[SegmentVocabulary]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, form: str) -> bool:
        return any(form in part for part in self._parts)

    def forms_with_prefix(self, prefix: str) -> Iterator[str]:
        """Yield the forms that start with *prefix*, in order."""
        return _distinct(part.with_prefix(prefix) for part in self._parts)

    def wildcard_forms(self, pattern: str, check: Callable[[], None]) -> Iterator[str]:
        """Yield the forms that *pattern* matches whole, in any case, in order.

        :param check: called now and then; raises when the search is to end.
        """
        prefix = literal_prefix(pattern)
        # Forms are in lower case or, as acronyms are, in capitals.
        cases = {prefix, prefix.upper()}
        return _distinct(
            wildcard_forms(self.forms_with_prefix(each), pattern, check)
            for each in cases
        )

    def fuzzy_forms(
        self, word: str, edits: int, check: Callable[[], None]
    ) -> Iterator[str]:
        """Yield the forms within *edits* of *word*, in any case, in order.

        :param check: called now and then; raises when the search is to end.
        """
        return fuzzy_forms(self._all, word, edits, check)

    def stem_group(self, language: str, spelling: str) -> tuple[str, ...]:
        """Return the forms that share the stem of *spelling* in *language*."""
        groups = (part.stem_group(language, spelling) for part in self._parts)
        return tuple(sorted(set(chain.from_iterable(groups))))

    @cached_property
    def _all(self) -> list[str]:
        lists = [part.forms for part in self._parts]
        return lists[0] if len(lists) == 1 else list(_distinct(lists))


def _encode(form: str) -> bytes:
    # Half a character has no UTF-8 and stands in no text.
    return form.encode(errors="surrogatepass")


def _distinct(lists: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the distinct members of sorted *lists*, in order."""
    return (word for word, _same in groupby(merge(*lists)))
