"""Stems: writes the stem groups of a segment's vocabulary."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from ..analysis import fold
from ..analysis.stems import stem_keys
from .dictionary import Dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from .container import ContainerWriter
    from .postings_writer import NamedArray


def write_stems(
    writer: ContainerWriter,
    forms: Sequence[str],
    spellings: Sequence[str],
    languages: Iterable[str],
) -> None:
    """Write the stem groups in each of *languages*; see :func:`made_stems`."""
    for array in made_stems(forms, spellings, languages):
        writer.add(*array)


def made_stems(
    forms: Sequence[str], spellings: Sequence[str], languages: Iterable[str]
) -> list[NamedArray]:
    """Return the arrays of the stem groups in each of *languages*.

    :param forms: the terms of the dictionary ``text``, in its order.
    :param spellings: the terms of the dictionary ``spelling``.
    """
    languages = tuple(languages)
    if not languages:
        return []
    # Each spelling with the number of its form; an acronym's may have none.
    spelled = [form.lower() for form in forms]
    spelled += spellings
    owners = np.arange(len(spelled), dtype=np.int64)
    owners[len(forms) :] = [_number(forms, fold(each)) for each in spellings]
    return [
        array
        for language in languages
        for array in _made(f"stems.{language}", stem_keys(language, spelled), owners)
    ]


def _number(forms: Sequence[str], form: str) -> int:
    place = bisect_left(forms, form)
    return place if place < len(forms) and forms[place] == form else -1


def _made(
    name: str, keys: Sequence[str], owners: NDArray[np.int64]
) -> list[NamedArray]:
    # The order of code points is that of their UTF-8. In the order of the forms the
    # keys are nearly sorted, and soon sorted.
    distinct = sorted(dict.fromkeys(keys))
    places = dict(zip(distinct, range(len(distinct)), strict=True))
    rows = np.fromiter(map(places.__getitem__, keys), np.int64, len(keys))
    members = np.sort((rows << 32 | owners)[owners >= 0])
    members = members[np.diff(members, prepend=-1) > 0]
    offsets = np.zeros(len(distinct) + 1, np.uint32)
    np.cumsum(np.bincount(members >> 32, minlength=len(distinct)), out=offsets[1:])
    dictionary = Dictionary.of([key.encode() for key in distinct])
    return [
        (f"{name}.keys.bytes", dictionary.data),
        (f"{name}.keys.offsets", dictionary.offsets),
        (f"{name}.offsets", offsets),
        (f"{name}.forms", (members & 0xFFFFFFFF).astype(np.uint32)),
    ]
