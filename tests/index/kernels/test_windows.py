"""The choice of passages against one that tries every stretch of pieces."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.kernels.plain.marks import Extent, Marks, Span
from broadsheet.index.kernels.plain.windows import all_passages, choose_passages

#: First piece, last piece, pattern, weight.
Unit: TypeAlias = tuple[int, int, int, int]

SIZE = 12


@st.composite
def pages(draw: st.DrawFn) -> tuple[list[Span], Marks]:
    """Draw disjoint pieces that fit, and occurrences that reach over some of them."""
    steps = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=1)
    pieces: list[Span] = []
    for gap, length in draw(steps):
        start = gap + (pieces[-1].end if pieces else 0)
        pieces.append(Span(start, start + length))
    extents = []
    for first, piece in enumerate(pieces):
        last = min(first + draw(st.integers(0, 2)), len(pieces) - 1)
        pattern, weight = draw(st.integers(0, 3)), draw(st.integers(1, 3))
        extents.append(Extent(piece.start, pieces[last].end, pattern, weight))
    return pieces, Marks(pieces, draw(st.permutations(extents)))


def units_of(pieces: list[Span], marks: Marks) -> list[Unit]:
    units = []
    for start, end, pattern, weight in marks.extents:
        inside = [at for at, each in enumerate(pieces) if start <= each.start < end]
        last = max(at for at in inside if pieces[at].end <= start + SIZE)
        units.append((inside[0], last, pattern, weight))
    return units


def plain_choice(pieces: list[Span], marks: Marks, count: int) -> list[Span]:
    units = units_of(pieces, marks)
    taken: set[int] = set()
    shown: set[int] = set()
    chosen: list[Span] = []
    for _ in range(count):
        candidates = []
        for first, piece in enumerate(pieces):
            for last in range(first, len(pieces)):
                fits = pieces[last].end - piece.start <= SIZE
                if not fits or not taken.isdisjoint(range(first, last + 1)):
                    break
                inside = [u for u in units if first <= u[0] and u[1] <= last]
                if any(unit[0] == first for unit in inside):
                    new = len({unit[2] for unit in inside} - shown)
                    weight = sum(unit[3] for unit in inside)
                    candidates.append((-new, -weight, first, last))
        if not candidates:
            break
        *_, first, last = min(candidates)
        taken.update(range(first, last + 1))
        shown.update(u[2] for u in units if first <= u[0] and u[1] <= last)
        chosen.append(Span(pieces[first].start, pieces[last].end))
    return sorted(chosen)


@given(pages(), st.integers(1, 5))
def test_the_best_stretch_of_the_free_text_is_taken_each_time(
    page: tuple[list[Span], Marks], count: int
) -> None:
    pieces, marks = page
    assert choose_passages(pieces, marks, SIZE, count) == plain_choice(
        pieces, marks, count
    )


@given(pages())
def test_all_passages_show_every_piece_and_fit(page: tuple[list[Span], Marks]) -> None:
    pieces, marks = page
    passages = all_passages(pieces, marks, SIZE)
    assert all(end - start <= SIZE for start, end in passages)
    assert all(one.end <= other.start for one, other in pairwise(passages))
    for piece in pieces:
        assert any(p.start <= piece.start and piece.end <= p.end for p in passages)


@given(pages())
def test_all_passages_part_an_occurrence_only_where_a_chain_of_them_is_too_long(
    page: tuple[list[Span], Marks],
) -> None:
    pieces, marks = page
    units = units_of(pieces, marks)
    edges = [p.start for p in all_passages(pieces, marks, SIZE)]
    for edge in edges[1:]:
        behind = next(at for at, piece in enumerate(pieces) if piece.start == edge)
        start = max(each for each in edges if each < edge)
        opened = next(at for at, piece in enumerate(pieces) if piece.start == start)
        if any(first < behind <= last for first, last, *_ in units):
            clean = [
                at
                for at in range(opened + 1, behind)
                if not any(first < at <= last for first, last, *_ in units)
            ]
            assert not clean


def test_one_passage_prefers_two_words_together_to_the_first_one() -> None:
    pieces = [Span(0, 3), Span(50, 53), Span(56, 60)]
    marks = Marks(
        pieces, [Extent(0, 3, 0, 5), Extent(50, 53, 0, 5), Extent(56, 60, 1, 10)]
    )
    assert choose_passages(pieces, marks, SIZE, 1) == [Span(50, 60)]
    assert choose_passages(pieces, marks, SIZE, 9) == [Span(0, 3), Span(50, 60)]


def test_a_further_passage_prefers_what_is_not_shown_yet() -> None:
    pieces = [Span(at, at + 2) for at in (0, 3, 6, 50, 53, 90)]
    extents = [Extent(*piece, 0, 1) for piece in pieces[:5]]
    marks = Marks(pieces, [*extents, Extent(90, 92, 1, 1)])
    assert choose_passages(pieces, marks, SIZE, 2) == [Span(0, 8), Span(90, 92)]


def test_an_occurrence_that_reaches_out_of_the_free_text_counts_no_more() -> None:
    pieces = [Span(at, at + 2) for at in (0, 8, 15, 40)]
    extents = [
        Extent(0, 2, 0, 1),
        Extent(8, 10, 1, 1),
        Extent(8, 17, 1, 3),
        Extent(15, 17, 1, 1),
        Extent(40, 42, 0, 2),
    ]
    chosen = choose_passages(pieces, Marks(pieces, extents), SIZE, 2)
    assert chosen == [Span(0, 10), Span(40, 42)]
