"""Counting: how many places words have at least, before any place is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ..occurrences import pattern_of
from .participation import parts_of_score, scored_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..deadline import Deadline
    from ..plan import Plan, Scored
    from .finding import Finding

#: Documents that are looked at between two looks at the clock.
_STRIDE = 1_024

#: A field, and a form that a place may begin with.
_Begin: TypeAlias = tuple[str, str]


def count_at_least(
    plan: Plan, findings: Sequence[Finding], most: int, deadline: Deadline
) -> int:
    """Return how many places there are at least of what took part in the matches.

    Of a single word or phrase it is their number. Of several, those are added up that
    cannot have a place in common, for they begin with different words. The counting
    ends where there are more than *most*.

    :raises SearchTimeoutError: if the deadline passes.
    """
    groups = _groups(scored_leaves(plan.root))
    totals = [0] * len(groups)
    for finding in findings:
        with finding.part.gate:
            parts = parts_of_score(finding, plan.root)
            for number, group in enumerate(groups):
                for leaf in group:
                    for count in _counts(finding, parts[leaf.number]):
                        deadline.check()
                        totals[number] += count
                        if totals[number] > most:
                            return totals[number]
    return max(totals, default=0)


def _groups(leaves: Sequence[Scored]) -> list[list[Scored]]:
    """Return *leaves* in groups of such as begin with different words."""
    groups: list[tuple[set[_Begin], list[Scored]]] = []
    for leaf in leaves:
        begins = _begins(leaf)
        for taken, group in groups:
            if taken.isdisjoint(begins):
                taken |= begins
                group.append(leaf)
                break
        else:
            groups.append((begins, [leaf]))
    return [group for _taken, group in groups]


def _begins(leaf: Scored) -> set[_Begin]:
    """Return what the first word of a place may be, and in which field."""
    pattern = pattern_of(leaf)
    slots = pattern.slots[:1] if pattern.is_exact else pattern.slots
    forms = frozenset().union(*slots)
    return {(field, form) for field in leaf.fields for form in forms}


def _counts(finding: Finding, occurrences: object) -> Iterator[int]:
    """Yield how many places there are in some of the documents found, then in more."""
    inside = finding.part.index.search.restrict(occurrences, finding.found)
    docnums = inside.numbers().tolist()
    for start in range(0, len(docnums), _STRIDE):
        some = docnums[start : start + _STRIDE]
        yield sum(map(sum, map(inside.frequencies, some)))
