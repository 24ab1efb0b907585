"""Merging of postings: counted, renumbered and put together by term.

Of a segment, *docnums* holds the new number of each document, :data:`GONE` for the
deleted ones. What a damaged file holds raises ValueError, as in :mod:`.postings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .postings import unpack_terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...codec.layout import Postings

#: Stands for the new number of a document that is left out.
GONE = 2**32 - 1

_DAMAGED = "damaged postings"


def count_live(
    postings: Postings, docnums: NDArray[np.uint32]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return of each term the live postings, and the sum of their frequencies."""
    term_count = len(postings.firsts) - 1
    _, freqs, terms = _live(postings, 0, term_count, docnums)
    counts = np.bincount(terms, minlength=term_count).astype(np.uint64)
    tokens = np.zeros(term_count, np.uint64)
    np.add.at(tokens, terms, freqs.astype(np.uint64))
    return counts, tokens


def gather_postings(
    postings: Postings,
    first_term: int,
    docnums: NDArray[np.uint32],
    places: NDArray[np.uint32],
    cursors: NDArray[np.uint64],
    docs: NDArray[np.uint32],
    freqs: NDArray[np.uint32],
) -> None:
    """Put the live postings of consecutive terms where they go.

    :param places: of each term from *first_term* on, its row of *cursors*.
    :param cursors: where the next posting of each row goes; moved on.
    :param docs, freqs: what is filled.
    """
    stop_term = first_term + len(places)
    live, live_freqs, terms = _live(postings, first_term, stop_term, docnums)
    targets = _targets(terms, np.ones(len(terms), np.uint64), places, cursors)
    if len(targets) and int(targets.max()) >= len(docs):
        raise ValueError(_DAMAGED)
    docs[targets] = live
    freqs[targets] = live_freqs


def gather_positions(
    postings: Postings,
    first_term: int,
    docnums: NDArray[np.uint32],
    places: NDArray[np.uint32],
    cursors: NDArray[np.uint64],
    positions: NDArray[Any],
    gathered: NDArray[Any],
) -> None:
    """Put the positions of the live postings of consecutive terms where they go.

    :param places, cursors: as of :func:`gather_postings`, in positions.
    :param positions: those of all postings of these terms, of the type of *gathered*.
    :param gathered: what is filled.
    """
    stop_term = first_term + len(places)
    docs, freqs = unpack_terms(postings, first_term, stop_term)
    before = np.concatenate([[0], np.cumsum(freqs, dtype=np.int64)])
    if before[-1] != len(positions):
        raise ValueError(_DAMAGED)
    rows = np.repeat(np.arange(len(places)), _counts(postings, first_term, stop_term))
    live = _renumbered(docs, docnums) != GONE
    targets = _targets(rows[live], freqs[live].astype(np.uint64), places, cursors)
    sizes = freqs[live].astype(np.int64)
    inner = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    where = np.repeat(targets.astype(np.int64), sizes) + inner
    if len(where) and int(where.max()) >= len(gathered):
        raise ValueError(_DAMAGED)
    gathered[where] = positions[np.repeat(before[:-1][live], sizes) + inner]


def copy_positions(
    postings: Postings,
    first_term: int,
    places: NDArray[np.uint32],
    cursors: NDArray[np.uint64],
    positions: NDArray[Any],
    gathered: NDArray[Any],
) -> None:
    """Put the positions of consecutive terms where they go, no document left out.

    See :func:`gather_positions`; frequencies need not be looked at.
    """
    blocks = postings.blocks[first_term : first_term + len(places) + 1]
    if postings.tokens is None or blocks.max() >= len(postings.tokens):
        raise ValueError(_DAMAGED)
    starts = postings.tokens[blocks]
    sizes = np.diff(starts)
    if (starts[1:] < starts[:-1]).any() or starts[-1] - starts[0] != len(positions):
        raise ValueError(_DAMAGED)
    rows = np.arange(len(places))[sizes > 0]
    targets = _targets(rows, sizes[rows], places, cursors)
    moved = targets - (starts[rows] - starts[0])
    repeats = sizes[rows].astype(np.int64)
    where = np.arange(len(positions), dtype=np.uint64) + np.repeat(moved, repeats)
    if len(where) and int(where.max()) >= len(gathered):
        raise ValueError(_DAMAGED)
    gathered[where] = positions


def _counts(postings: Postings, first_term: int, stop_term: int) -> NDArray[np.int64]:
    firsts = postings.firsts[first_term : stop_term + 1].astype(np.int64)
    counts: NDArray[np.int64] = firsts[1:] - firsts[:-1]
    return counts


def _renumbered(
    docs: NDArray[np.uint32], docnums: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    if len(docs) and int(docs.max()) >= len(docnums):
        raise ValueError(_DAMAGED)
    return docnums[docs]


def _live(
    postings: Postings, first_term: int, stop_term: int, docnums: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]:
    """Return new docnums, frequencies and rows of terms of the live postings."""
    docs, freqs = unpack_terms(postings, first_term, stop_term)
    rows = np.arange(stop_term - first_term)
    terms = np.repeat(rows, _counts(postings, first_term, stop_term))
    renumbered = _renumbered(docs, docnums)
    live = renumbered != GONE
    return renumbered[live], freqs[live], terms[live]


def _targets(
    terms: NDArray[np.int64],
    sizes: NDArray[np.uint64],
    places: NDArray[np.uint32],
    cursors: NDArray[np.uint64],
) -> NDArray[np.uint64]:
    """Return where each posting goes, of *sizes*, and move *cursors* on."""
    before = np.zeros(len(terms) + 1, np.uint64)
    np.cumsum(sizes, out=before[1:])
    # Of each term with postings: the first, and the one after the last.
    is_first = np.ones(len(terms), np.bool_)
    is_first[1:] = terms[1:] != terms[:-1]
    starts = np.flatnonzero(is_first)
    stops = np.append(starts[1:], len(terms))[: len(starts)]
    rows = places[terms[starts]]
    targets = before[:-1] + np.repeat(cursors[rows] - before[starts], stops - starts)
    cursors[rows] += before[stops] - before[starts]
    return targets
