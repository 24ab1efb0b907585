"""Vocabulary: the forms that a snapshot's titles and bodies are made of."""

from __future__ import annotations

import threading
from bisect import bisect_left
from heapq import merge
from itertools import groupby
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

    def forms(self, reader: SegmentReader) -> list[str]:
        """Return the distinct forms of title and body, in code point order."""
        return self._read(reader, "forms", TEXT_FIELDS)

    def spellings(self, reader: SegmentReader) -> list[str]:
        """Return the distinct spellings that folding changed, in that order."""
        return self._read(reader, "spellings", ("spelling",))

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
    """

    def __init__(self, parts: Sequence[SegmentVocabulary], readers: ReaderPool) -> None:
        self._readers = readers
        self._parts = parts
        self._lock = threading.Lock()
        self._merged: list[str] | None = None
        self._groups: dict[str, StemGroups] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms())

    def __len__(self) -> int:
        return len(self._forms())

    def __contains__(self, form: str) -> bool:
        forms = self._forms()
        index = bisect_left(forms, form)
        return index < len(forms) and forms[index] == form

    def forms_with_prefix(self, prefix: str) -> Iterator[str]:
        """Yield the forms that start with *prefix*, in order."""
        forms = self._forms()
        for index in range(bisect_left(forms, prefix), len(forms)):
            if not forms[index].startswith(prefix):
                return
            yield forms[index]

    def stem_group(self, language: str, spelling: str) -> tuple[str, ...]:
        """Return the forms that share the stem of *spelling* in *language*."""
        with self._lock:
            groups = self._groups.get(language)
            if groups is None:
                groups = self._groups[language] = StemGroups(language, self._pairs())
        return groups.group(spelling)

    def _forms(self) -> list[str]:
        with self._lock:
            if self._merged is None:
                with self._readers.borrow() as leaves:
                    self._merged = _union(
                        part.forms(leaf.reader)
                        for part, leaf in zip(self._parts, leaves, strict=True)
                    )
            return self._merged

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Yield every spelling that occurs, with its form."""
        with self._readers.borrow() as leaves:
            for part, leaf in zip(self._parts, leaves, strict=True):
                for form in part.forms(leaf.reader):
                    yield form.lower(), form
                for spelling in part.spellings(leaf.reader):
                    yield spelling, fold(spelling)


def _union(lists: Iterable[list[str]]) -> list[str]:
    """Return the distinct members of sorted *lists*, sorted."""
    parts = list(lists)
    if len(parts) == 1:
        return parts[0]
    return [word for word, _same in groupby(merge(*parts))]
