"""Participation: which leaves of a plan take part in which matches.

A leaf takes part where it matches and every clause around it does; in what is
negated nothing does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..plan import (
    Clause,
    Conjunction,
    Disjunction,
    EveryClause,
    Negation,
    NothingClause,
    PhraseClause,
    Preference,
    TermClause,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..plan import Scored
    from .finding import Finding


def scored_leaves(clause: Clause) -> list[Scored]:
    """Return the leaves that may add to a score, in the order of their numbers."""
    if isinstance(clause, TermClause | PhraseClause):
        return [clause]
    return sorted(_scored(clause), key=lambda leaf: leaf.number)


def parts_of_score(finding: Finding, root: Clause) -> dict[int, Any]:
    """Return where scored leaves take part, by number.

    The occurrences may reach beyond what was found; what was found of them is right.
    """
    if isinstance(root, TermClause | PhraseClause):
        return {root.number: finding.occurrences(root)}
    return dict(_parts(finding, root, None))


def leaves_of_rows(
    finding: Finding, root: Clause, docnums: Sequence[int]
) -> list[frozenset[int]]:
    """Return the numbers of the leaves that take part in each of *docnums*, found."""
    if isinstance(root, TermClause | PhraseClause):
        return [frozenset((root.number,))] * len(docnums)
    taken: list[list[int]] = [[] for _docnum in docnums]
    _take(finding, root, list(range(len(docnums))), docnums, taken)
    return list(map(frozenset, taken))


def _scored(clause: Clause) -> Iterator[Scored]:
    match clause:
        case TermClause() | PhraseClause():
            yield clause
        case Conjunction(clauses) | Disjunction(clauses):
            for each in clauses:
                yield from _scored(each)
        case Preference(needed, wanted):
            for each in (needed, *wanted):
                yield from _scored(each)
        case _:
            return


def _parts(
    finding: Finding, clause: Clause, within: Any | None
) -> Iterator[tuple[int, Any]]:
    """Yield where leaves of *clause* take part.

    :param within: documents all of whose finds *clause* matches; None for those of
        the root.
    """
    match clause:
        case TermClause() | PhraseClause():
            occurrences = finding.occurrences(clause)
            if within is not None:
                occurrences = finding.part.index.search.restrict(occurrences, within)
            yield clause.number, occurrences
        case Conjunction(clauses):
            for each in clauses:
                yield from _parts(finding, each, within)
        case Disjunction(clauses):
            for each in clauses:
                yield from _optional_parts(finding, each, within)
        case Preference(needed, wanted):
            yield from _parts(finding, needed, within)
            for each in wanted:
                yield from _optional_parts(finding, each, within)
        case _:
            return


def _optional_parts(
    finding: Finding, clause: Clause, within: Any | None
) -> Iterator[tuple[int, Any]]:
    """Yield the parts of a clause that need not match in all of *within*."""
    if isinstance(clause, Conjunction | Disjunction | Preference):
        docs = finding.docs(clause)
        if within is not None:
            docs = finding.part.index.search.intersect(within, docs)
        within = docs
    yield from _parts(finding, clause, within)


def _take(
    finding: Finding,
    clause: Clause,
    rows: list[int],
    docnums: Sequence[int],
    taken: list[list[int]],
) -> None:
    """Note which leaves take part in *rows*, all of which *clause* matches."""
    match clause:
        case Conjunction(clauses):
            for each in clauses:
                _take(finding, each, rows, docnums, taken)
        case Disjunction(clauses):
            for each in clauses:
                some = _matched(finding, each, rows, docnums)
                _take(finding, each, some, docnums, taken)
        case Preference(needed, wanted):
            _take(finding, needed, rows, docnums, taken)
            for each in wanted:
                some = _matched(finding, each, rows, docnums)
                _take(finding, each, some, docnums, taken)
        case Negation() | EveryClause() | NothingClause():
            return
        case _:
            for row in rows:
                taken[row].append(clause.number)


def _matched(
    finding: Finding, clause: Clause, rows: list[int], docnums: Sequence[int]
) -> list[int]:
    """Return those of *rows* that *clause* matches."""
    if not rows or isinstance(clause, Negation | EveryClause | NothingClause):
        # No leaf takes part in them.
        return []
    wanted = [docnums[row] for row in rows]
    kernels = finding.part.index.search
    if isinstance(clause, TermClause | PhraseClause):
        docs = finding.occurrences(clause)
    else:
        chosen = kernels.make_docs(np.array(sorted(wanted), np.uint32))
        docs = finding.restricted(chosen, clause)
    matched = kernels.contains(docs, wanted)
    return [row for row, is_in in zip(rows, matched, strict=True) if is_in]
