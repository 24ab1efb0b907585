"""Laws: what holds of the arrays of every segment, whoever wrote it."""

from __future__ import annotations

from itertools import islice
from operator import lt
from typing import TYPE_CHECKING, Any

import numpy as np

from ..dates import DateKind
from ..schema import VALUE_FIELDS
from .layout import POSTINGS, TEXTS
from .posting_laws import broken_blocks, broken_postings
from .scoring_lists import broken_lists
from .shape import (
    CSR,
    DICTIONARIES,
    broken_shape,
    broken_sizes,
    dictionary_csr,
    list_names,
    listing_languages,
)
from .stories import broken_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .layout import SegmentFile

_ESCAPE = 0xFF


def broken_laws(file: SegmentFile, kernels: Kernels) -> Iterator[str]:
    """Yield what of *file* is not as it must be.

    Each step stands on those before: what a broken one would make of the next is
    not told.
    """
    steps: tuple[Callable[[SegmentFile], Iterator[str]], ...] = (
        broken_shape,
        broken_sizes,
        _broken_offsets,
        _broken_order,
        _broken_documents,
        broken_stories,
        _broken_texts,
        _unused,
        lambda each: _broken_postings(each, kernels),
        lambda each: _broken_lists(each, kernels),
    )
    for step in steps:
        broken = False
        for reason in step(file):
            broken = True
            yield reason
        if broken:
            return


def _broken_offsets(file: SegmentFile) -> Iterator[str]:
    for name, target in (CSR | dictionary_csr(file)).items():
        offsets = file.array(name)
        if (
            len(offsets) < 1
            or offsets[0] != 0
            or offsets[-1] != len(file.array(target))
        ):
            yield f"has ends of {name} that are not those of {target}"
        elif (offsets[1:] < offsets[:-1]).any():
            yield f"has numbers in {name} that go down"


def _broken_order(file: SegmentFile) -> Iterator[str]:
    """Yield which strings are out of order, not distinct or not UTF-8."""
    sorted_ones = {name: file.dictionary(name) for name in DICTIONARIES}
    for field in VALUE_FIELDS:
        sorted_ones[f"{field}.values"] = file.values(field).values
    for language in file.meta["languages"]:
        table = file.stems(language)
        if table is not None:
            sorted_ones[f"stems.{language}.keys"] = table.keys
    for name, dictionary in sorted_ones.items():
        strings = list(dictionary)
        if not all(map(lt, strings, islice(strings, 1, None))):
            yield f"has strings in {name} that are not in order"
        if not _are_texts(strings):
            yield f"has strings in {name} that are not UTF-8"


def _broken_documents(file: SegmentFile) -> Iterator[str]:
    order, rank = file.array("id.order"), file.array("id.rank")
    every = np.arange(file.count)
    if (order >= file.count).any() or not np.array_equal(rank[order], every):
        yield "has ranks of ids that are not those of their order"
        return
    ids = list(file.ids)
    if not _are_texts(ids) or not all(ids):
        yield "has ids that are not UTF-8"
    keys = [(ids[docnum], docnum) for docnum in order.tolist()]
    if not all(map(lt, keys, islice(keys, 1, None))):
        yield "has ids that are not in order"
    if not np.isin(file.array("date.kind"), list(DateKind)).all():
        yield "has dates of no kind"
    if (file.array("date.start") > file.array("date.end")).any():
        yield "has dates that end before they start"
    for name, numbers, bound in _references(file):
        if (numbers >= bound).any():
            yield f"has numbers in {name} of nothing"


def _references(file: SegmentFile) -> Iterator[tuple[str, NDArray[Any], int]]:
    """Yield arrays of numbers, and how many things they may number."""
    for field in VALUE_FIELDS:
        values = file.values(field)
        yield f"{field}.values.terms", values.terms, len(file.dictionary(field))
        yield f"{field}.docs.values", values.doc_values, len(values.values)
    for language in file.meta["languages"]:
        name = f"stems.{language}.forms"
        yield name, file.array(name), len(file.dictionary("text"))


def _broken_texts(file: SegmentFile) -> Iterator[str]:
    for name in TEXTS:
        offsets = file.offsets(name)
        starts = np.zeros(file.count + 1, np.uint64)
        np.cumsum(offsets.lengths, out=starts[1:])
        if not np.array_equal(offsets.starts, starts):
            yield f"has starts of each {name} that are not the sums of its lengths"
        elif starts[-1] != len(offsets.codes):
            yield f"has {len(offsets.codes)} offsets for {starts[-1]} tokens in {name}"
        if file.meta["tokens"].get(name) != int(starts[-1]):
            yield f"counts the tokens of {name} wrongly"
        escaped = np.flatnonzero(offsets.codes == _ESCAPE)
        if not np.array_equal(escaped, offsets.escape_tokens):
            yield f"has escapes of {name} that are not those of its offsets"


def _unused(file: SegmentFile) -> Iterator[str]:
    """Yield what no document has: what was purged must be nowhere in the file."""
    for name in DICTIONARIES:
        fields = TEXTS if name == "text" else (name,)
        firsts = [file.postings(field).firsts for field in fields]
        if (sum(each[1:] - each[:-1] for each in firsts) == 0).any():
            yield f"has terms in {name} that no document has"
    for field in VALUE_FIELDS:
        values = file.values(field)
        if not np.bincount(values.doc_values, minlength=len(values.values)).all():
            yield f"has values in {field} that no document has"


def _broken_postings(file: SegmentFile, kernels: Kernels) -> Iterator[str]:
    for name in POSTINGS:
        for reason in broken_postings(file, name, kernels):
            yield f"has {reason} in the postings of {name}"


def _broken_lists(file: SegmentFile, kernels: Kernels) -> Iterator[str]:
    for language in listing_languages(file):
        broken = False
        for name in list_names(language):
            reason = broken_blocks(file.postings(name))
            if reason is not None:
                broken = True
                yield f"has {reason} in the scoring lists {name}"
        if not broken:
            yield from broken_lists(file, language, kernels)


def _are_texts(strings: Iterable[bytes]) -> bool:
    try:
        for string in strings:
            string.decode()
    except UnicodeDecodeError:
        return False
    return True
