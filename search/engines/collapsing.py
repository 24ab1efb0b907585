"""Collapsing: of each story that was found the best article alone is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...index import DateKind
from ..stories import Member, Stories, tell_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..engine import Row
    from ..plan import Plan
    from ..stories import Story
    from .finding import Finding
    from .ordering import Ordering
    from .snapshot_index import SnapshotIndex


class _Entries(NamedTuple):
    """Documents that were found and are of stories with several articles."""

    #: The number of each one's part, and its docnum there.
    parts: NDArray[np.int64]
    docs: NDArray[np.uint32]
    #: Its story.
    keys: NDArray[np.uint64]
    #: What it is ordered by, ascending, and then by its id.
    places: NDArray[np.float64 | np.int64]
    #: The place of its id among those of its segment.
    ranks: NDArray[np.uint32]

    def take(self, chosen: NDArray[np.intp]) -> _Entries:
        """Return some of them."""
        return _Entries(
            self.parts[chosen],
            self.docs[chosen],
            self.keys[chosen],
            self.places[chosen],
            self.ranks[chosen],
        )


class Collapse:
    """Takes all articles but the best of each story off the lists of *findings*.

    Those are the first in the order that is asked for.
    """

    def __init__(
        self,
        plan: Plan,
        index: SnapshotIndex,
        findings: Sequence[Finding],
        ordering: Ordering,
    ) -> None:
        self._plan = plan
        self._findings = findings
        found = _join(
            [
                _entries(number, finding, index, ordering)
                for number, finding in enumerate(findings)
            ]
        )
        order = np.lexsort((found.ranks, found.places, found.keys))
        found = found.take(order)
        starts = _starts(found.keys)
        #: The entries of each story are together, the best one first.
        self._found = self._settle_ties(found, starts)
        self._starts = np.append(starts, len(order))
        is_best = np.zeros(len(order), np.bool_)
        is_best[starts] = True
        for number, finding in enumerate(findings):
            of_part = ~is_best & (self._found.parts == number)
            finding.drop(np.sort(self._found.docs[of_part]))
        total = sum(finding.count for finding in findings)
        #: How many stories were found.
        self.total = total - int(len(order) - len(starts))

    def tell(self, rows: Sequence[Row]) -> Stories:
        """Return the stories, those of *rows* with what is told of them."""
        bests = self._numbers(self._starts[:-1])
        order = np.argsort(bests)
        wanted = np.array([row.docnum for row in rows], np.int64)
        places = np.searchsorted(bests[order], wanted)
        told: dict[int, Story] = {}
        for docnum, place in zip(wanted.tolist(), places.tolist(), strict=True):
            if place < len(bests) and bests[order[place]] == docnum:
                group = int(order[place])
                start, end = self._starts[group : group + 2].tolist()
                if end - start > 1:
                    members = [self._member(each) for each in range(start, end)]
                    key = int(self._found.keys[start])
                    told[docnum] = tell_story(key, docnum, members)
        return Stories(self.total, told)

    def _settle_ties(self, found: _Entries, starts: NDArray[np.intp]) -> _Entries:
        """Put the first by id in front, where several of a story stand in one place.

        In one segment it is there already.
        """
        if len({finding.part.base for finding in self._findings}) < 2:
            return found
        ends = np.append(starts[1:], len(found.keys))
        seconds = np.minimum(starts + 1, ends - 1)
        tied = (found.places[starts] == found.places[seconds]) & (seconds > starts)
        order = np.arange(len(found.keys))
        for start, end in zip(starts[tied].tolist(), ends[tied].tolist(), strict=True):
            same = np.flatnonzero(found.places[start:end] == found.places[start])
            names = [self._id(found, start + each) for each in same.tolist()]
            best = start + int(same[names.index(min(names))])
            order[[start, best]] = order[[best, start]]
        return found.take(order)

    def _numbers(self, entries: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return the engine's numbers of *entries*."""
        bases = np.array([finding.part.base for finding in self._findings], np.int64)
        parts, docs = self._found.parts[entries], self._found.docs[entries]
        return bases[parts] + docs

    def _id(self, found: _Entries, entry: int) -> str:
        part = self._findings[int(found.parts[entry])].part
        with part.gate:
            text: str = part.index.ids.texts([int(found.docs[entry])])[0]
        return text

    def _member(self, entry: int) -> Member:
        part = self._findings[int(self._found.parts[entry])].part
        docnum = int(self._found.docs[entry])
        with part.gate:
            column = part.index.column("source")
            start, end = column.offsets[docnum : docnum + 2].tolist()
            sources = [column.given.text(each) for each in column.values[start:end]]
            is_dated = part.index.file.array("date.kind")[docnum] != DateKind.UNDATED
            instant = int(part.index.instants(self._plan.zone)[docnum])
        return Member(
            part.base + docnum,
            self._id(self._found, entry),
            sources[0] if sources else None,
            instant if is_dated else None,
        )


def _entries(
    number: int, finding: Finding, index: SnapshotIndex, ordering: Ordering
) -> _Entries:
    part = finding.part
    kernels = part.index.search
    with part.gate:
        members = index.stories[part.index]
        low, high = np.searchsorted(members.docs, [part.low, part.high])
        own = np.ascontiguousarray(members.docs[low:high])
        found = kernels.intersect(kernels.make_docs(own), finding.found)
        docs = found.numbers()
        keys = members.keys[np.searchsorted(members.docs, docs)]
        places = ordering.places(finding, found)
        ranks = part.index.file.array("id.rank")[docs]
    return _Entries(np.full(len(docs), number), docs, keys, places, ranks)


def _join(entries: Sequence[_Entries]) -> _Entries:
    if not entries:
        empty = np.empty(0, np.uint32)
        return _Entries(
            empty.astype(np.int64),
            empty,
            empty.astype(np.uint64),
            empty.astype(float),
            empty,
        )
    return _Entries(*map(np.concatenate, zip(*entries, strict=True)))


def _starts(keys: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return where each new one of sorted *keys* stands."""
    return np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
