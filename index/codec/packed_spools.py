"""Packed spools: the postings of one field, packed range by range of its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .layout import BLOCK, PADDING, row_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter


def write_starts(
    writer: ContainerWriter, name: str, counts: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Write how many postings and blocks come before each term of the field *name*.

    :param counts: the postings of each term.
    :returns: the postings before each, and all of them.
    """
    firsts = row_starts(counts)
    writer.add(f"{name}.firsts", firsts)
    blocks = row_starts((counts + np.uint64(BLOCK - 1)) // np.uint64(BLOCK))
    writer.add(f"{name}.blocks", blocks.astype(np.uint32))
    return firsts


class PackedSpools:
    """Gathers the packed postings of one field.

    :param name: the field's.
    :param is_positional: whether positions are counted, too.
    """

    def __init__(
        self,
        writer: ContainerWriter,
        name: str,
        kernels: Kernels,
        *,
        is_positional: bool,
    ) -> None:
        self._kernels = kernels.postings
        #: Whether it counts positions.
        self.is_positional = is_positional
        self._offsets = writer.spool(f"{name}.offsets", np.uint64)
        self._lasts = writer.spool(f"{name}.lasts", np.uint32)
        self._widths = writer.spool(f"{name}.widths", np.uint8)
        self._data = writer.spool(f"{name}.data", np.uint8)
        self._offsets.write(np.zeros(1, np.uint64))
        if is_positional:
            self._tokens = writer.spool(f"{name}.tokens", np.uint64)
            self._tokens.write(np.zeros(1, np.uint64))
            self._token_count = np.uint64(0)

    def write(
        self,
        docs: NDArray[np.uint32],
        freqs: NDArray[np.uint32],
        firsts: NDArray[np.uint64],
    ) -> None:
        """Add the postings of further terms.

        :param firsts: postings before each of these terms.
        """
        packed = self._kernels.pack_postings(docs, freqs, firsts)
        self._offsets.write(packed.offsets[1:] + np.uint64(self._data.count))
        self._lasts.write(packed.lasts)
        self._widths.write(packed.widths)
        self._data.write(packed.data[:-PADDING])
        if self.is_positional:
            tokens = self._kernels.position_starts(freqs, firsts)[1:]
            tokens += self._token_count
            self._tokens.write(tokens)
            if len(tokens):
                self._token_count = tokens[-1]

    def finish(self) -> None:
        """Add what stands behind the last block."""
        self._data.write(np.zeros(PADDING, np.uint8))
