"""Scoring lists: the postings of whole stem groups, so that a word is one list.

A stem group has a list where reading its forms one by one would cost: where it has
several, of :data:`LEAST_POSTINGS` postings at least, and no form has nearly all of
them. A list says in which documents any of the forms stands and how often all of
them do, in the title and in the body; positions are those of the forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .layout import PADDING, TEXTS, read_postings, row_sizes, rows_at
from .packed_spools import PackedSpools, write_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter
    from .layout import Postings, SegmentFile

    #: Returns an array by its name.
    Arrays = Callable[[str], NDArray[Any]]

LEAST_POSTINGS = 4096
#: A form with all postings but one of so many is read alone, and soon.
_SHARE = 5
#: Postings that are joined at once, unless one group has more.
_BATCH = 1 << 20


def write_scoring_lists(
    writer: ContainerWriter, languages: Iterable[str], kernels: Kernels
) -> None:
    """Write the lists of each of *languages*.

    :param writer: to which stem groups and postings were added.
    """
    for language in languages:
        name = f"lists.{language}"
        listed = find_listed(writer.written, language)
        writer.add(f"{name}.groups", listed)
        members = _members(writer.written, language, listed)
        for text in TEXTS:
            postings = read_postings(writer.written, text)
            _write(writer, f"{name}.{text}", postings, members, kernels)


def find_listed(array: Arrays, language: str) -> NDArray[np.uint32]:
    """Return the numbers of the stem groups of *language* that have lists."""
    firsts = [array(f"{text}.firsts").astype(np.int64) for text in TEXTS]
    if sum(int(each[-1]) for each in firsts) < LEAST_POSTINGS:
        return np.empty(0, np.uint32)
    counts = np.sum([np.diff(each) for each in firsts], axis=0)
    counts = counts[array(f"stems.{language}.forms")]
    offsets = array(f"stems.{language}.offsets").astype(np.int64)
    several = np.flatnonzero(np.diff(offsets) > 1)
    befores = np.append(0, np.cumsum(counts))
    totals = befores[offsets[several + 1]] - befores[offsets[several]]
    several = several[totals >= LEAST_POSTINGS]
    listed = [
        group
        for group in several.tolist()
        if _is_spread(counts[offsets[group] : offsets[group + 1]])
    ]
    return np.array(listed, np.uint32)


def broken_lists(file: SegmentFile, language: str, kernels: Kernels) -> Iterator[str]:
    """Yield which lists of *language* are not those of its stem groups.

    :param file: of which stem groups and postings are right, and in whose lists
        blocks are where they must be.
    """
    listed = file.listed_groups(language)
    if not np.array_equal(listed, find_listed(file.array, language)):
        yield f"has scoring lists of {language} for other groups than it must"
        return
    members = _members(file.array, language, listed)
    for text in TEXTS:
        lists = file.postings(f"lists.{language}.{text}")
        if not _are_joined(lists, file.postings(text), members, kernels):
            yield f"has wrong scoring lists of {language} for {text}"


def _are_joined(
    lists: Postings, postings: Postings, members: list[list[int]], kernels: Kernels
) -> bool:
    first = 0
    for docs, freqs, firsts in _joined(postings, members, kernels):
        stop = first + len(firsts) - 1
        block, end = lists.blocks[[first, stop]].tolist()
        data = lists.data[slice(*lists.offsets[[block, end]].tolist())]
        packed = kernels.postings.pack_postings(docs, freqs, firsts)
        if not (
            np.array_equal(row_sizes(lists.firsts[first : stop + 1]), np.diff(firsts))
            and np.array_equal(lists.lasts[block:end], packed.lasts)
            and np.array_equal(lists.widths[2 * block : 2 * end], packed.widths)
            and np.array_equal(data, packed.data[:-PADDING])
        ):
            return False
        first = stop
    return True


def _is_spread(counts: NDArray[np.int64]) -> bool:
    """Tell whether no form has nearly all postings of its group."""
    total = int(counts.sum())
    return (total - int(counts.max())) * _SHARE >= total


def _members(
    array: Arrays, language: str, listed: NDArray[np.uint32]
) -> list[list[int]]:
    """Return the numbers of the forms of each group that is *listed*."""
    name = f"stems.{language}"
    return rows_at(array(f"{name}.offsets"), array(f"{name}.forms"), listed)


def _write(
    writer: ContainerWriter,
    name: str,
    postings: Postings,
    members: list[list[int]],
    kernels: Kernels,
) -> None:
    output = PackedSpools(writer, name, kernels, is_positional=False)
    counts = [np.zeros(0, np.uint64)]
    for docs, freqs, firsts in _joined(postings, members, kernels):
        output.write(docs, freqs, firsts)
        counts.append(np.diff(firsts))
    output.finish()
    write_starts(writer, name, np.concatenate(counts))
    writer.settle()


def _joined(
    postings: Postings, members: list[list[int]], kernels: Kernels
) -> Iterator[tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint64]]]:
    """Yield documents, frequencies and starts of the lists of some groups."""
    firsts = postings.firsts
    batch: list[list[int]] = []
    size = 0
    for forms in members:
        batch.append(forms)
        size += sum(int(firsts[form + 1] - firsts[form]) for form in forms)
        if size >= _BATCH:
            yield _join(postings, batch, kernels)
            batch, size = [], 0
    if batch:
        yield _join(postings, batch, kernels)


def _join(
    postings: Postings, batch: list[list[int]], kernels: Kernels
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint64]]:
    unpack = kernels.postings.unpack_terms
    keys, times = [], []
    for place, forms in enumerate(batch):
        for form in forms:
            docs, freqs = unpack(postings, form, form + 1)
            keys.append(docs.astype(np.uint64) | np.uint64(place << 32))
            times.append(freqs)
    every = np.concatenate(keys)
    # Runs that ascend are merged, not sorted.
    order = np.argsort(every, kind="stable")
    every = every[order]
    starts = np.flatnonzero(np.append(True, every[1:] != every[:-1])[: len(every)])
    freqs = np.concatenate(times)[order]
    if len(starts):
        freqs = np.add.reduceat(freqs, starts)
    bounds = np.arange(len(batch) + 1, dtype=np.uint64) << np.uint64(32)
    docs = every[starts].astype(np.uint32)
    firsts = np.searchsorted(every[starts], bounds).astype(np.uint64)
    return docs, freqs.astype(np.uint32), firsts
