"""Matching: which documents of a snapshot a plan finds, and by which leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

import numpy as np

from ...index import DateKind
from ..phrases import phrase_starts
from ..plan import (
    Clause,
    Conjunction,
    DateClause,
    Disjunction,
    EveryClause,
    Negation,
    NothingClause,
    PhraseClause,
    Preference,
    TermClause,
    ValueClause,
    WordsClause,
    leaves,
)
from ..stories import STORY, story_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from ...index import Columns
    from ..dates import DateRange
    from ..plan import Filter, Leaf, Plan
    from .postings import Postings

    Mask = NDArray[np.bool_]
    Frequencies = dict[str, NDArray[np.float64]]


class Matching:
    """The documents that *plan* finds, each as a mask over the snapshot."""

    def __init__(self, plan: Plan, columns: Columns, postings: Postings) -> None:
        self._plan = plan
        self._columns = columns
        self._postings = postings
        self._undated: Mask = columns.date_kind == DateKind.UNDATED
        self._read: dict[TermClause | PhraseClause, Frequencies] = {}
        #: By number of a scored leaf and field: occurrences, one a document.
        self.frequencies: dict[int, Frequencies] = {}
        #: By number of a leaf: which live documents it matches.
        self.leaf_masks: dict[int, Mask] = {}
        for leaf in leaves(plan.root):
            postings.deadline.check()
            self.leaf_masks[leaf.number] = self._leaf(leaf) & columns.live
        self._filter_masks = {each.field: self._filter(each) for each in plan.filters}
        self._by_query = columns.live & self._mask(plan.root, loose=False)
        self._by_date = self._date_mask(loose=False)
        #: What the plan finds.
        self.found = self._filtered(self._by_query & self._by_date)
        #: What it would find if undated and partly dated articles matched dates.
        self.missed = self._filtered(
            columns.live
            & self._mask(plan.root, loose=True)
            & self._date_mask(loose=True)
        )

    def found_but_for(self, field: str) -> Mask:
        """Return what would be found without the values that *field* must have."""
        mask = self._by_query & self._by_date
        for each in self._plan.filters:
            if each.field != field:
                mask = mask & self._filter_masks[each.field]
            elif each.excluded:
                mask = mask & ~self._values(each.field, each.excluded)
        return mask

    def participation(self) -> dict[int, Mask]:
        """Return by leaf the documents in whose match it takes part.

        A leaf takes part where it matches and every clause around it does; in
        what is negated nothing does.
        """
        parts: dict[int, Mask] = {}
        self._participate(self._plan.root, self.found, parts)
        return parts

    def _participate(self, clause: Clause, mask: Mask, parts: dict[int, Mask]) -> None:
        here = mask & self._mask(clause, loose=False)
        match clause:
            case Conjunction(clauses) | Disjunction(clauses):
                for each in clauses:
                    self._participate(each, here, parts)
            case Preference(needed, wanted):
                for each in (needed, *wanted):
                    self._participate(each, here, parts)
            case Negation() | EveryClause() | NothingClause():
                return
            case _:
                parts[clause.number] = here

    def _mask(self, clause: Clause, *, loose: bool) -> Mask:
        match clause:
            case Conjunction(clauses):
                return _all(self._mask(each, loose=loose) for each in clauses)
            case Disjunction(clauses):
                return _any(self._mask(each, loose=loose) for each in clauses)
            case Preference(needed, _):
                return self._mask(needed, loose=loose)
            case Negation(inner):
                return ~self._mask(inner, loose=False)
            case EveryClause():
                return np.ones(self._postings.count, dtype=np.bool_)
            case NothingClause():
                return np.zeros(self._postings.count, dtype=np.bool_)
            case DateClause() if loose:
                return self._overlapping(clause.range) | self._undated
            case _:
                return self.leaf_masks[clause.number]

    def _leaf(self, leaf: Leaf) -> Mask:
        match leaf:
            case TermClause() | PhraseClause():
                return self._scored(leaf)
            case WordsClause():
                return self._words(leaf)
            case ValueClause():
                return self._postings.mask(leaf.field, (leaf.value,))
            case DateClause():
                mask = self._inside(leaf.range)
                return mask | self._undated if leaf.include_undated else mask
            case _:
                assert_never(leaf)

    def _words(self, leaf: WordsClause) -> Mask:
        field, slots = f"{leaf.field}_words", leaf.slots
        if leaf.open_end:
            forms = self._postings.forms_with_prefix(field, slots[-1][0])
            slots = (*slots[:-1], forms)
        return self._phrase_in(field, slots, leaf.slop) > 0

    def _scored(self, leaf: TermClause | PhraseClause) -> Mask:
        """Read the occurrences of *leaf*; a clause that is repeated only once."""
        twin = replace(leaf, number=0, label="", boost=1.0)
        if twin not in self._read:
            self._read[twin] = self._occurrences(leaf)
        self.frequencies[leaf.number] = self._read[twin]
        return _any(each > 0 for each in self._read[twin].values())

    def _occurrences(self, leaf: TermClause | PhraseClause) -> Frequencies:
        if isinstance(leaf, TermClause):
            return {
                field: self._postings.frequencies(field, leaf.forms)
                for field in leaf.fields
            }
        return {
            field: self._phrase_in(field, leaf.slots, leaf.slop)
            for field in leaf.fields
        }

    def _phrase_in(
        self, field: str, slots: tuple[tuple[str, ...], ...], slop: int
    ) -> NDArray[np.float64]:
        """Return how often the slots stand as a phrase in *field*, one a document."""
        found = np.zeros(self._postings.count)
        distinct = {slot: self._postings.mask(field, slot) for slot in set(slots)}
        wanted = _all(distinct.values()) & self._columns.live
        if not wanted.any():
            return found
        places = {
            slot: self._postings.positions(field, slot, wanted) for slot in distinct
        }
        check = self._postings.deadline.check
        for docnum in np.flatnonzero(wanted):
            check()
            positions = [places[slot][int(docnum)] for slot in slots]
            found[docnum] = len(phrase_starts(positions, slop, check))
        return found

    def _filter(self, each: Filter) -> Mask:
        mask = np.ones(self._postings.count, dtype=np.bool_)
        if each.values:
            mask = mask & self._values(each.field, each.values)
        if each.excluded:
            mask = mask & ~self._values(each.field, each.excluded)
        return mask

    def _values(self, field: str, values: tuple[str, ...]) -> Mask:
        if field == STORY:
            keys = [key for key in map(story_key, values) if key is not None]
            return np.isin(self._columns.story, np.array(keys, np.uint64))
        return self._postings.mask(field, values)

    def _filtered(self, mask: Mask) -> Mask:
        return _all((mask, *self._filter_masks.values()))

    def _date_mask(self, *, loose: bool) -> Mask:
        undated, dates = self._undated, self._plan.dates
        if self._plan.undated == "only":
            return undated
        if dates is None:
            mask = ~undated
        else:
            mask = self._overlapping(dates) if loose else self._inside(dates)
        if loose or self._plan.undated == "include":
            mask = mask | undated
        return mask

    def _inside(self, dates: DateRange) -> Mask:
        """Return the documents whose whole date lies in the range."""
        columns = self._columns
        mask: Mask = columns.date_kind != DateKind.UNDATED
        if dates.lower is not None:
            lower = self._bound(dates.lower.civil, dates.lower.instant)
            mask = mask & (columns.date_start >= lower)
        if dates.upper is not None:
            upper = self._bound(dates.upper.civil, dates.upper.instant)
            mask = mask & (columns.date_end <= upper)
        return mask

    def _overlapping(self, dates: DateRange) -> Mask:
        """Return the documents some part of whose date lies in the range."""
        columns = self._columns
        mask: Mask = columns.date_kind != DateKind.UNDATED
        if dates.lower is not None:
            lower = self._bound(dates.lower.civil, dates.lower.instant)
            mask = mask & (columns.date_end > lower)
        if dates.upper is not None:
            upper = self._bound(dates.upper.civil, dates.upper.instant)
            mask = mask & (columns.date_start < upper)
        return mask

    def _bound(self, civil: int, instant: int) -> NDArray[np.int64]:
        """Return the reading of a bound that fits each document's kind of date."""
        is_civil = self._columns.date_kind == DateKind.CIVIL
        bound: NDArray[np.int64] = np.where(is_civil, civil, instant)
        return bound


def _all(masks: Iterable[Mask]) -> Mask:
    found: Mask = np.logical_and.reduce(list(masks))
    return found


def _any(masks: Iterable[Mask]) -> Mask:
    found: Mask = np.logical_or.reduce(list(masks))
    return found
