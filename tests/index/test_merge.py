"""The merge policy: few segments, and few documents written twice."""

from __future__ import annotations

import random
from math import log2

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.merge import MAX_SEGMENTS, SegmentSize, choose_merge

_SIZES = st.lists(
    st.integers(0, 100_000).flatmap(
        lambda live: st.integers(live, 2 * live + 1).map(
            lambda total: SegmentSize(total, live)
        )
    ),
    max_size=40,
)


def _after(sizes: list[SegmentSize], added: int) -> list[SegmentSize]:
    """The segments that there are after a commit."""
    chosen = set(choose_merge(sizes, added))
    merged = added + sum(sizes[index].live for index in chosen)
    kept = [size for index, size in enumerate(sizes) if index not in chosen]
    return [*kept, SegmentSize(merged, merged)] if merged else kept


@given(sizes=_SIZES, added=st.integers(0, 1000))
def test_a_commit_leaves_at_most_twelve_segments(
    sizes: list[SegmentSize], added: int
) -> None:
    assert len(_after(sizes, added)) <= MAX_SEGMENTS


@given(sizes=_SIZES, added=st.integers(0, 1000))
def test_what_is_half_deleted_is_rewritten(
    sizes: list[SegmentSize], added: int
) -> None:
    assert all(size.live * 2 >= size.all for size in _after(sizes, added))


def test_tiny_adds_to_a_large_archive_leave_the_large_segment_alone() -> None:
    sizes = [SegmentSize(100_000, 100_000)]
    for _add in range(2000):
        sizes = _after(sizes, 1)
        assert sizes[0].live == 100_000


def test_each_document_is_rewritten_a_few_times_at_most() -> None:
    """Rewriting grows with the logarithm of the archive, not with its size."""
    for seed in range(5):
        draw = random.Random(seed)
        sizes: list[SegmentSize] = []
        rewritten = total = 0
        for _add in range(3000):
            added = draw.choice((1, 1, 1, 5, 50))
            chosen = choose_merge(sizes, added)
            rewritten += sum(sizes[index].live for index in chosen)
            total += added
            sizes = _after(sizes, added)
        assert rewritten < total * log2(total)


def test_a_segment_without_live_documents_goes() -> None:
    assert choose_merge([SegmentSize(5, 0), SegmentSize(5, 5)], 0) == [0]


def test_nothing_is_merged_without_need() -> None:
    assert choose_merge([SegmentSize(5000, 5000), SegmentSize(70, 70)], 1) == []
