"""Vocabulary: the forms that a snapshot's titles and bodies are made of."""

from __future__ import annotations

import threading
from bisect import bisect_left
from heapq import merge
from itertools import chain, groupby
from typing import TYPE_CHECKING

from .analysis import StemGroups, fold
from .gate import reading
from .readers import segment_path
from .schema import TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from whoosh.reading import SegmentReader

    from .readers import ReaderPool


class SegmentVocabulary:
    """The words of one segment, read when first asked for; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: dict[str, list[str]] = {}
        self._groups: dict[str, StemGroups] = {}

    def forms(self, reader: SegmentReader) -> list[str]:
        """Return the distinct forms of title and body, in code point order."""
        return self._read(reader, "forms", TEXT_FIELDS)

    def spellings(self, reader: SegmentReader) -> list[str]:
        """Return the distinct spellings that folding changed, in that order."""
        return self._read(reader, "spellings", ("spelling",))

    def stem_groups(self, reader: SegmentReader, language: str) -> StemGroups:
        """Return the stem groups of the segment's words in *language*."""
        forms, spellings = self.forms(reader), self.spellings(reader)
        with self._lock:
            if language not in self._groups:
                pairs = chain(
                    ((form.lower(), form) for form in forms),
                    ((spelling, fold(spelling)) for spelling in spellings),
                )
                self._groups[language] = StemGroups(language, pairs)
            return self._groups[language]

    def _read(
        self, reader: SegmentReader, name: str, fields: tuple[str, ...]
    ) -> list[str]:
        with self._lock:
            if name not in self._words:
                with reading(segment_path(reader)):
                    self._words[name] = sorted(_terms(reader, fields))
            return self._words[name]


def _terms(reader: SegmentReader, fields: tuple[str, ...]) -> set[str]:
    indexed = set(reader.indexed_field_names())
    return {
        term.decode()
        for field in fields
        if field in indexed
        for term in reader.lexicon(field)
    }


class Vocabulary:
    """The forms of a snapshot, in code point order.

    Forms that only deleted articles had stay in it until they are merged away.
    What can be asked of the segments one by one is, so that a snapshot after a
    small commit costs little.
    """

    def __init__(self, parts: Sequence[SegmentVocabulary], readers: ReaderPool) -> None:
        self._readers = readers
        self._parts = parts
        self._lock = threading.Lock()
        self._merged: list[str] | None = None
        self._lists: list[list[str]] | None = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __contains__(self, form: str) -> bool:
        return any(_has(forms, form) for forms in self._by_segment())

    def forms_with_prefix(self, prefix: str) -> Iterator[str]:
        """Yield the forms that start with *prefix*, in order."""
        return _distinct(_with_prefix(forms, prefix) for forms in self._by_segment())

    def stem_group(self, language: str, spelling: str) -> tuple[str, ...]:
        """Return the forms that share the stem of *spelling* in *language*."""
        found: set[str] = set()
        with self._readers.borrow() as leaves:
            for part, leaf in zip(self._parts, leaves, strict=True):
                found.update(part.stem_groups(leaf.reader, language).group(spelling))
        return tuple(sorted(found))

    def _all(self) -> list[str]:
        lists = self._by_segment()
        with self._lock:
            if self._merged is None:
                self._merged = lists[0] if len(lists) == 1 else list(_distinct(lists))
            return self._merged

    def _by_segment(self) -> list[list[str]]:
        with self._lock:
            if self._lists is None:
                with self._readers.borrow() as leaves:
                    self._lists = [
                        part.forms(leaf.reader)
                        for part, leaf in zip(self._parts, leaves, strict=True)
                    ]
            return self._lists


def _has(forms: list[str], form: str) -> bool:
    index = bisect_left(forms, form)
    return index < len(forms) and forms[index] == form


def _with_prefix(forms: list[str], prefix: str) -> Iterator[str]:
    for index in range(bisect_left(forms, prefix), len(forms)):
        if not forms[index].startswith(prefix):
            return
        yield forms[index]


def _distinct(lists: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the distinct members of sorted *lists*, in order."""
    return (word for word, _same in groupby(merge(*lists)))
