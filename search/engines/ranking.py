"""Ranking: the scores of what was found, and the rows of a window in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...index import DAY, DateKind
from ..dates import at_civil, micros
from ..engine import Row
from ..plan import PhraseClause, Position, TermClause, leaves
from ..results import ScorePart
from ..scoring import FIELD_SCORING, decay, field_frequency, idf, saturate
from ..stories import Member, Stories, tell_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ...index import Columns, Snapshot
    from ..deadline import Deadline
    from ..plan import Plan, Scored
    from .matching import Matching

#: Where an undated article stands among dates: behind all in either order.
_UNDATED = np.iinfo(np.int64).max


class Ranking:
    """Orders what *matching* found by the plan's sort, equal keys by id."""

    def __init__(
        self, plan: Plan, columns: Columns, matching: Matching, deadline: Deadline
    ) -> None:
        self._plan = plan
        self._columns = columns
        self._matching = matching
        self._documents = int(np.count_nonzero(columns.live))
        self._parts = matching.participation()
        self._scored = [
            leaf
            for leaf in leaves(plan.root)
            if isinstance(leaf, TermClause | PhraseClause)
            and leaf.number in self._parts
        ]
        texts = (("title", columns.title_length), ("body", columns.body_length))
        self._lengths = {field: each.astype(np.float64) for field, each in texts}
        self._means = {field: self._mean(each) for field, each in texts}
        self._contributions: dict[int, NDArray[np.float64]] = {}
        for leaf in self._scored:
            deadline.check()
            self._contributions[leaf.number] = self._contribution(leaf)
        self._scores = self._sum()

    def window(self, snapshot: Snapshot) -> tuple[tuple[Row, ...], bool]:
        """Return the rows of the plan's window and whether more follow."""
        docnums = self._ordered(np.flatnonzero(self._matching.found))
        if self._plan.collapse:
            docnums = self._first_of_stories(docnums)
        keys = self._keys(docnums)
        ranks = self._columns.id_rank[docnums]
        window = self._plan.window
        start = window.offset
        if window.after is not None:
            start += self._behind(window.after, keys, ranks, snapshot)
        chosen = docnums[start : start + window.limit]
        rows = tuple(self._row(int(docnum)) for docnum in chosen)
        return rows, start + window.limit < len(docnums)

    def stories(self, rows: Sequence[Row]) -> Stories:
        """Return the stories of what was found."""
        members: dict[int, list[Member]] = {}
        for docnum in np.flatnonzero(self._matching.found).tolist():
            story = int(self._columns.story[docnum])
            members.setdefault(story, []).append(self._member(docnum))
        found = {row.docnum: int(self._columns.story[row.docnum]) for row in rows}
        told = {
            docnum: tell_story(story, docnum, members[story])
            for docnum, story in found.items()
            if len(members[story]) > 1
        }
        return Stories(len(members), told)

    def _ordered(self, docnums: NDArray[np.intp]) -> NDArray[np.intp]:
        ranks = self._columns.id_rank[docnums]
        return docnums[np.lexsort((ranks, self._keys(docnums)))]

    def _first_of_stories(self, docnums: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the first of each story, in the order of *docnums*."""
        firsts: dict[int, int] = {}
        for docnum in docnums.tolist():
            firsts.setdefault(int(self._columns.story[docnum]), docnum)
        return np.array(list(firsts.values()), np.intp)

    def _member(self, docnum: int) -> Member:
        dated = self._columns.date_kind[docnum] != DateKind.UNDATED
        return Member(
            docnum,
            self._columns.ids[docnum],
            next(iter(self._columns.values("source")[docnum]), None),
            int(self._dates(np.array([docnum]))[0]) if dated else None,
        )

    def _keys(self, docnums: NDArray[np.intp]) -> NDArray[np.float64 | np.int64]:
        """Return what *docnums* are ordered by, ascending."""
        if self._plan.sort == "relevance":
            return -self._scores[docnums]
        dates = self._dates(docnums)
        if self._plan.sort == "newest":
            dates = -dates
        dates[self._columns.date_kind[docnums] == DateKind.UNDATED] = _UNDATED
        return dates

    def _behind(
        self,
        after: Position,
        keys: NDArray[np.float64 | np.int64],
        ranks: NDArray[np.int64],
        snapshot: Snapshot,
    ) -> int:
        """Return how many rows stand before or at *after*."""
        docnum = snapshot.docnum(after.id)
        rank = -1 if docnum is None else int(self._columns.id_rank[docnum])
        key: float = _UNDATED if after.key is None else after.key
        if self._plan.sort != "oldest" and after.key is not None:
            key = -key
        return int(np.count_nonzero((keys < key) | ((keys == key) & (ranks <= rank))))

    def _dates(self, docnums: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return the start of each date as an instant; a civil day in the zone."""
        starts = self._columns.date_start[docnums].copy()
        civil = self._columns.date_kind[docnums] == DateKind.CIVIL
        days, places = np.unique(starts[civil], return_inverse=True)
        instants = [at_civil(int(day), self._plan.zone).instant for day in days]
        starts[civil] = np.array(instants, dtype=np.int64)[places]
        return starts

    def _row(self, docnum: int) -> Row:
        score = float(self._scores[docnum])
        key: float | int | None = score
        if self._plan.sort != "relevance":
            dated = self._columns.date_kind[docnum] != DateKind.UNDATED
            key = int(self._dates(np.array([docnum]))[0]) if dated else None
        return Row(
            docnum=docnum,
            position=Position(key, self._columns.ids[docnum]),
            score=score,
            clauses=frozenset(
                number for number, mask in self._parts.items() if mask[docnum]
            ),
            parts=self._explain(docnum) if self._plan.explain else None,
        )

    def _sum(self) -> NDArray[np.float64]:
        """Add up the clauses in the order of the query, then let age tell."""
        scores = np.zeros(len(self._columns.live))
        for number, contribution in self._contributions.items():
            mask = self._parts[number]
            scores[mask] += contribution[mask]
        if self._plan.half_life_days is not None:
            scores *= self._decays(self._plan.half_life_days)
        return scores

    def _decays(self, half_life_days: float) -> NDArray[np.float64]:
        docnums = np.arange(len(self._columns.live))
        now = micros(self._plan.clock)
        ages = (now - self._dates(docnums)) // DAY
        distinct, places = np.unique(ages, return_inverse=True)
        table = np.array([decay(int(age), half_life_days) for age in distinct])
        return np.where(self._columns.date_kind == DateKind.UNDATED, 0.0, table[places])

    def _contribution(self, leaf: Scored) -> NDArray[np.float64]:
        """Return what *leaf* adds to the score of each document it matches."""
        total = np.zeros(len(self._columns.live))
        for field, frequency in self._matching.frequencies[leaf.number].items():
            length, mean = self._lengths[field], self._means[field]
            total += field_frequency(field, frequency, length, mean)
        return saturate(leaf.boost * self._idf(leaf), total)

    def _idf(self, leaf: Scored) -> float:
        matching = int(np.count_nonzero(self._matching.leaf_masks[leaf.number]))
        return idf(self._documents, matching)

    def _mean(self, lengths: NDArray[np.uint32]) -> float:
        """Return the mean of *lengths* over the live documents, at least 1."""
        total = int(lengths[self._columns.live].sum())
        return max(total / max(self._documents, 1), 1.0)

    def _explain(self, docnum: int) -> tuple[ScorePart, ...]:
        return tuple(
            self._part(leaf, docnum)
            for leaf in self._scored
            if self._parts[leaf.number][docnum]
        )

    def _part(self, leaf: Scored, docnum: int) -> ScorePart:
        frequencies = self._matching.frequencies[leaf.number]
        mask = self._matching.leaf_masks[leaf.number]
        return ScorePart(
            clause=leaf.label,
            score=float(self._contributions[leaf.number][docnum]),
            idf=self._idf(leaf),
            boost=leaf.boost,
            document_frequency=int(np.count_nonzero(mask)),
            documents=self._documents,
            fields={
                field: {
                    "frequency": float(frequency[docnum]),
                    "length": float(self._lengths[field][docnum]),
                    "mean_length": self._means[field],
                    "weight": FIELD_SCORING[field].weight,
                }
                for field, frequency in frequencies.items()
            },
        )
