"""Stems: writes the stem groups of a segment's vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis import fold
from ..analysis.stems import stem_keys
from .dictionary import Dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .container import ContainerWriter


def write_stems(
    writer: ContainerWriter,
    forms: Sequence[str],
    spellings: Sequence[str],
    languages: Iterable[str],
) -> None:
    """Write the stem groups in each of *languages*.

    :param forms: the terms of the dictionary ``text``, in its order.
    :param spellings: the terms of the dictionary ``spelling``.
    """
    languages = tuple(languages)
    if not languages:
        return
    numbers = dict(zip(forms, range(len(forms)), strict=True))
    # Each spelling with the number of its form; an acronym's may have none.
    spelled = [*(form.lower() for form in forms), *spellings]
    owners = [*range(len(forms)), *(numbers.get(fold(each), -1) for each in spellings)]
    for language in languages:
        _write(writer, f"stems.{language}", stem_keys(language, spelled), owners)


def _write(
    writer: ContainerWriter, name: str, keys: Sequence[str], owners: Sequence[int]
) -> None:
    # The order of code points is that of their UTF-8.
    distinct = sorted(set(keys))
    places = dict(zip(distinct, range(len(distinct)), strict=True))
    rows = np.array([places[key] for key in keys], np.int64)
    forms = np.array(owners, np.int64)
    members = np.unique((rows << 32 | forms)[forms >= 0])
    offsets = np.zeros(len(distinct) + 1, np.uint32)
    np.cumsum(np.bincount(members >> 32, minlength=len(distinct)), out=offsets[1:])
    dictionary = Dictionary.of([key.encode() for key in distinct])
    writer.add(f"{name}.keys.bytes", dictionary.data)
    writer.add(f"{name}.keys.offsets", dictionary.offsets)
    writer.add(f"{name}.offsets", offsets)
    writer.add(f"{name}.forms", (members & 0xFFFFFFFF).astype(np.uint32))
