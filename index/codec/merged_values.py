"""Merged values: the values of a field as they were given, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .merged_documents import kept_rows
from .merged_strings import unite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter
    from .layout import Values
    from .merged_strings import United
    from .part import Part


class ValuesMerge:
    """Merges the values of one field.

    :param terms: the field's merged dictionary, which has them folded.
    """

    def __init__(
        self, field: str, parts: Sequence[Part], terms: United, kernels: Kernels
    ) -> None:
        self._name = field
        self._parts = parts
        self._terms = terms
        self._own = [part.file.values(field) for part in parts]
        self._kept = [
            _given(values, part) for values, part in zip(self._own, parts, strict=True)
        ]
        dictionaries = [values.values for values in self._own]
        self._values = unite(dictionaries, self._kept, kernels)

    def write(self, writer: ContainerWriter) -> None:
        """Write the values, and those of each document but its offsets."""
        self._values.write(writer, f"{self._name}.values")
        folded = np.empty(len(self._values), np.uint32)
        for values, kept, ranks, term_ranks in zip(
            self._own, self._kept, self._values.ranks, self._terms.ranks, strict=True
        ):
            folded[ranks[kept]] = term_ranks[values.terms[kept]]
        writer.add(f"{self._name}.values.terms", folded)
        writer.add_parts(f"{self._name}.docs.values", np.uint32, self._rows())

    def _rows(self) -> Iterator[NDArray[np.uint32]]:
        for part, values, ranks in zip(
            self._parts, self._own, self._values.ranks, strict=True
        ):
            for rows in kept_rows(values.doc_values, values.doc_offsets, part.live):
                yield ranks[rows]


def _given(values: Values, part: Part) -> NDArray[np.bool_]:
    """Return which of the values a document that is left was given."""
    kept = np.zeros(len(values.values), np.bool_)
    for rows in kept_rows(values.doc_values, values.doc_offsets, part.live):
        kept[rows] = True
    return kept
