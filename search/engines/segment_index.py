"""SegmentIndex: what searching keeps of a segment's file, made when first used."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ...index import DateKind, reading
from ..dates import at_civil
from ..timeline import Spans
from .story_index import StoryIndex

if TYPE_CHECKING:
    from types import ModuleType
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from ...index import Kernels, Live, SegmentFile

#: Zones of which the dates are kept, for each segment.
_ZONES = 4


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The values of a field: as they were given, and folded."""

    given: Any
    folded: Any
    #: Of each given value the number of its folded one.
    terms: NDArray[Any]
    #: The values of each document, CSR.
    offsets: NDArray[Any]
    values: NDArray[Any]
    #: The given values by their folded ones, and where each of these begins.
    order: NDArray[Any]
    starts: NDArray[Any]

    def spellings(self, term: int) -> list[int]:
        """Return the numbers of the given values that fold to *term*."""
        start, end = self.starts[term : term + 2].tolist()
        found: list[int] = self.order[start:end].tolist()
        return found


class SegmentIndex:
    """The arrays of a segment's file as the kernels take them; safe to share."""

    def __init__(self, file: SegmentFile, kernels: Kernels) -> None:
        self.file = file
        self.search: ModuleType = kernels.search
        #: Where damage of the file is told as such.
        self.gate = reading(file.path)
        #: A build of :mod:`...index.kernels.plain.texts`.
        self.texts: ModuleType = kernels.texts
        self._lock = threading.Lock()
        self._terms: dict[str, Any] = {}
        self._fields: dict[tuple[str, ...], Any] = {}
        self._texts: dict[str, Any] = {}
        self._columns: dict[str, FacetColumn] = {}
        self._stems: dict[str, tuple[Any, NDArray[Any], NDArray[Any]] | None] = {}
        self._spans: OrderedDict[str, Spans] = OrderedDict()
        self._instants: OrderedDict[str, NDArray[np.int64]] = OrderedDict()
        self._live: tuple[Live, Any] | None = None

    def segment(self, live: Live) -> Any:
        """Return the segment of the kernels in which *live* documents are left."""
        kept = self._live
        if kept is not None and kept[0] is live:
            return kept[1]
        array = self.file.array
        columns = map(array, ("id.rank", "date.kind", "date.start", "date.end"))
        made = self.search.Segment(live.mask, *columns)
        self._live = live, made
        return made

    def terms(self, name: str) -> Any:
        """Return the dictionary that the postings *name* stand over."""
        found = self._terms.get(name)
        if found is None:
            dictionary = self.file.dictionary(name)
            found = self.search.Terms(dictionary.data, dictionary.offsets)
            self._terms[name] = found
        return found

    def fields(self, names: tuple[str, ...]) -> Any:
        """Return the postings of fields that stand over one dictionary."""
        found = self._fields.get(names)
        if found is None:
            found = self._fields[names] = tuple(map(self._field, names))
        return found

    def text(self, name: str) -> Any:
        """Return the positions and offsets of the text *name*."""
        found = self._texts.get(name)
        if found is None:
            postings, offsets = self.file.postings(name), self.file.offsets(name)
            found = self._texts[name] = self.texts.Text(postings, offsets)
        return found

    def column(self, name: str) -> FacetColumn:
        """Return the values of the field *name*."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._read_column(name)
        return found

    def stems(self, language: str) -> tuple[Any, NDArray[Any], NDArray[Any]] | None:
        """Return keys, offsets and forms of stem groups; None if none are kept."""
        if language not in self._stems:
            table = self.file.stems(language)
            made = None
            if table is not None:
                keys = self.search.Terms(table.keys.data, table.keys.offsets)
                made = keys, table.offsets, table.forms
            self._stems[language] = made
        return self._stems[language]

    @cached_property
    def listed(self) -> dict[tuple[int, ...], tuple[str, int]]:
        """The stem groups with scoring lists, by the numbers of their forms.

        Of each its language, and its place among the lists of that.
        """
        found = {}
        for language in self.file.meta["languages"]:
            table = self.file.stems(language)
            if table is not None:
                listed = table.members(self.file.listed_groups(language))
                for place, forms in enumerate(listed):
                    found[tuple(forms)] = language, place
        return found

    def lists(self, fields: tuple[str, ...], forms: list[int]) -> tuple[Any, list[int]]:
        """Return the postings of *forms* in *fields*, and their numbers there.

        The *forms* of a whole stem group are one list, where it has one.
        """
        group = self.listed.get(tuple(forms)) if len(forms) > 1 else None
        if group is None:
            return self.fields(fields), forms
        language, place = group
        names = tuple([f"lists.{language}.{field}" for field in fields])
        return self.fields(names), [place]

    @cached_property
    def articles(self) -> Any:
        """The stored articles, with what stands where in their texts."""
        stored = self.file.stored.frames
        return self.texts.Articles(
            self.text("title"), self.text("body"), stored.data, stored.offsets
        )

    @cached_property
    def ids(self) -> Any:
        """The documents' ids."""
        return self.search.Terms(
            self.file.array("id.bytes"), self.file.array("id.offsets")
        )

    @cached_property
    def stories(self) -> StoryIndex:
        """The stories of its articles."""
        return StoryIndex(self.file)

    def instants(self, zone: ZoneInfo) -> NDArray[np.int64]:
        """Return when each date starts; civil days are days in *zone*."""
        starts = self.file.array("date.start")
        if zone.key == "UTC":
            return starts
        with self._lock:
            if zone.key not in self._instants:
                civil = self.file.array("date.kind") == DateKind.CIVIL
                self._instants[zone.key] = _instants(starts, civil, zone)
                _forget(self._instants)
            return self._instants[zone.key]

    def spans(self, zone: ZoneInfo) -> Spans:
        """Return the civil days that the documents' dates span in *zone*."""
        with self._lock:
            if zone.key not in self._spans:
                array = self.file.array
                self._spans[zone.key] = Spans.of(
                    array("date.kind"), array("date.start"), array("date.end"), zone
                )
                _forget(self._spans)
            return self._spans[zone.key]

    def _field(self, name: str) -> Any:
        field = self._fields.get((name,))
        if field is None:
            made = self.search.Field(self.file.postings(name), self.file.count)
            field = self._fields[name,] = (made,)
        return field[0]

    def _read_column(self, name: str) -> FacetColumn:
        values = self.file.values(name)
        order = np.argsort(values.terms, kind="stable")
        bounds = np.arange(len(self.terms(name)) + 1)
        return FacetColumn(
            self.search.Terms(values.values.data, values.values.offsets),
            self.terms(name),
            values.terms,
            values.doc_offsets,
            values.doc_values,
            order,
            np.searchsorted(values.terms[order], bounds),
        )


def _instants(
    starts: NDArray[np.int64], civil: NDArray[np.bool_], zone: ZoneInfo
) -> NDArray[np.int64]:
    found = starts.copy()
    days, places = np.unique(starts[civil], return_inverse=True)
    instants = [at_civil(day, zone).instant for day in days.tolist()]
    found[civil] = np.array(instants, np.int64)[places]
    return found


def _forget(by_zone: OrderedDict[str, Any]) -> None:
    """Drop the zone that was asked for first, if there are too many."""
    while len(by_zone) > _ZONES:
        by_zone.popitem(last=False)
