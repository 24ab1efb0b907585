"""Ordering: what was found by score or date, and the rows of the window."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ...index import DAY, DateKind
from ..dates import micros
from ..engine import Row
from ..plan import Position
from ..scoring import K1, decay
from .explaining import explain
from .finding import is_ranked
from .participation import leaves_of_rows, parts_of_score, scored_leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..deadline import Deadline
    from ..plan import Plan
    from .finding import Finding
    from .snapshot_index import Part
    from .weights import Weights

#: A place in the order: its key, its id, the number of its part, its docnum there.
_Place: TypeAlias = tuple[float | int, str, int, int]

#: Where an undated article stands among dates: behind all in either order.
_UNDATED = (1 << 63) - 1


class Ordering:
    """Orders what was found by the plan's sort, equal keys by id; for one thread.

    :param after_is_live: whether the article of the window's ``after`` is there.
    """

    def __init__(
        self,
        plan: Plan,
        findings: Sequence[Finding],
        weights: Weights,
        deadline: Deadline,
        *,
        after_is_live: bool,
    ) -> None:
        self._plan = plan
        self._findings = findings
        self._weights = weights
        self._deadline = deadline
        self._after_is_live = after_is_live
        self._leaves = scored_leaves(plan.root)

    def window(self) -> tuple[tuple[Row, ...], bool]:
        """Return the rows of the plan's window and whether more follow."""
        window = self._plan.window
        limit = window.offset + window.limit
        behind = 0
        places: list[_Place] = []
        for number, finding in enumerate(self._findings):
            self._deadline.check()
            if finding.is_empty:
                continue
            with finding.part.gate:
                count, first = self._first(number, finding, limit)
            behind += count
            places += first
        if len(self._findings) > 1:
            self._sort(places)
        return self._rows(places[window.offset : limit]), limit < behind

    def every(self, finding: Finding) -> tuple[list[int], list[float | int]]:
        """Return all that was found in a part, whatever the window, and its keys."""
        _count, docnums, keys = self._select(finding, len(finding.found))
        return docnums, keys

    def places(self, finding: Finding, docs: Any) -> NDArray[np.float64 | np.int64]:
        """Return what some documents that were found are ordered by, ascending."""
        values: NDArray[np.float64 | np.int64] = self._keys(finding, docs).values()
        return -values if self._plan.sort == "relevance" else values

    def _first(
        self, number: int, finding: Finding, limit: int
    ) -> tuple[int, list[_Place]]:
        """Return how many stand behind ``after``, and the first *limit* of them."""
        if is_ranked(self._plan):
            count, docnums, chosen = finding.rank(self._parts(finding), limit)
        else:
            count, docnums, chosen = self._select(finding, limit)
        ids = finding.part.index.ids.texts(docnums)
        return count, list(zip(chosen, ids, repeat(number), docnums, strict=False))

    def _select(
        self, finding: Finding, limit: int
    ) -> tuple[int, list[int], list[float | int]]:
        """Return how many stand behind ``after``, and the first of them."""
        part, plan, listed = finding.part, self._plan, finding.listed
        keys = self._keys(finding, listed)
        after, rank = (None, 0) if plan.window.after is None else self._after(part)
        selected: tuple[int, list[int], list[float | int]]
        select = part.index.search.select
        selected = select(part.segment, listed, keys, limit, after, rank)
        return selected

    def _keys(self, finding: Finding, docs: Any) -> Any:
        """Return what some documents that were found are ordered by."""
        part, plan = finding.part, self._plan
        if plan.sort == "relevance":
            return self._scores(finding, docs)
        instants = part.index.instants(plan.zone)
        newest = plan.sort == "newest"
        return part.index.search.date_keys(part.segment, docs, instants, newest=newest)

    def _after(self, part: Part) -> tuple[float | int, int]:
        """Return the key of the position to begin behind, and its rank in *part*."""
        after, sort = self._plan.window.after, self._plan.sort
        if after is None:
            raise TypeError("the window begins at the first row")
        rank = -1
        if self._after_is_live:
            ids, name = part.index.file.ids, after.id.encode(errors="surrogatepass")
            rank = ids.place(name) + len(ids.docnums(name)) - 1
        if sort == "relevance":
            return float(-_UNDATED if after.key is None else after.key), rank
        if after.key is None:
            return _UNDATED, rank
        return int(-after.key if sort == "newest" else after.key), rank

    def _sort(self, places: list[_Place]) -> None:
        if self._plan.sort == "relevance":
            places.sort(key=lambda place: (-place[0], place[1]))
        else:
            places.sort()

    def _rows(self, places: Sequence[_Place]) -> tuple[Row, ...]:
        if len(self._findings) == 1:
            with self._findings[0].part.gate:
                return self._rows_of(self._findings[0], places)
        by_part: dict[int, list[_Place]] = {}
        for place in places:
            by_part.setdefault(place[2], []).append(place)
        rows: dict[tuple[int, int], Row] = {}
        for number, own in by_part.items():
            finding = self._findings[number]
            with finding.part.gate:
                made = self._rows_of(finding, own)
            rows.update(
                ((number, place[3]), row) for place, row in zip(own, made, strict=True)
            )
        return tuple(rows[place[2:]] for place in places)

    def _rows_of(self, finding: Finding, places: Sequence[_Place]) -> tuple[Row, ...]:
        """Return the rows of places in one part."""
        plan, base = self._plan, finding.part.base
        docnums = [place[3] for place in places]
        clauses = leaves_of_rows(finding, plan.root, docnums)
        scores: Sequence[float]
        if plan.sort == "relevance":
            scores = [place[0] for place in places]
        else:
            scores = self._scores_of(finding, docnums)
        return tuple(
            [
                Row(
                    base + docnum,
                    Position(self._shown(key), name),
                    score,
                    taken,
                    explain(self._leaves, taken, docnum, finding, self._weights)
                    if plan.explain
                    else None,
                )
                for (key, name, _part, docnum), score, taken in zip(
                    places, scores, clauses, strict=True
                )
            ]
        )

    def _shown(self, key: float | int) -> float | int | None:
        """Return what a position has for the key of the order."""
        if self._plan.sort == "relevance":
            return key
        if key == _UNDATED:
            return None
        return -key if self._plan.sort == "newest" else key

    def _scores_of(self, finding: Finding, docnums: list[int]) -> list[float]:
        """Return the scores of some documents that were found."""
        ordered = sorted(docnums)
        docs = finding.part.index.search.make_docs(np.array(ordered, np.uint32))
        scores = self._scores(finding, docs).values().tolist()
        by_docnum = dict(zip(ordered, scores, strict=True))
        return [by_docnum[docnum] for docnum in docnums]

    def _scores(self, finding: Finding, docs: Any) -> Any:
        """Add up the clauses in the order of the query, then let age tell."""
        part, plan = finding.part, self._plan
        kernels = part.index.search
        scores = kernels.score(docs, self._parts(finding), K1)
        if plan.half_life_days is None:
            return scores
        return kernels.fade(scores, self._decays(part, docs, plan.half_life_days))

    def _parts(self, finding: Finding) -> list[tuple[Any, float, Any]]:
        """Return where each scored leaf takes part, its weight and its norms."""
        taking = parts_of_score(finding, self._plan.root)
        norms = finding.part.norms
        return [
            (taking[leaf.number], self._weights.of(leaf), norms[leaf.fields])
            for leaf in self._leaves
        ]

    def _decays(
        self, part: Part, docs: Any, half_life_days: float
    ) -> NDArray[np.float64]:
        numbers = docs.numbers()
        now = micros(self._plan.clock)
        ages = (now - part.index.instants(self._plan.zone)[numbers]) // DAY
        distinct, places = np.unique(ages, return_inverse=True)
        table = np.array([decay(age, half_life_days) for age in distinct.tolist()])
        kinds = part.index.file.array("date.kind")[numbers]
        return np.where(kinds == DateKind.UNDATED, 0.0, table[places])
