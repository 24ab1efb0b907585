"""Run: the documents of a segment in the making, gathered batch by batch in memory."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from ..kernels.plain.sketches import ROW
from ..schema import VALUE_FIELDS
from .layout import TEXTS
from .stories import NO_STORIES, own_keys
from .text_columns import TextColumns
from .value_columns import ValueColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..analysis import BatchTokenizer, TokenBatch
    from ..documents import Document
    from ..kernels.choice import Kernels
    from ..sketcher import Sketcher
    from .compression import CompressedFrames, FrameDictionary


#: The value fields in the order of a document: of one value or none, and of several.
_OPTIONAL = ("source", "section", "lang")
_LISTS = ("author", "tag")


class Run:
    """Gathers what :func:`~.run_writer.write_run` writes; for one thread at a time."""

    def __init__(self, kernels: Kernels) -> None:
        self.ids: list[bytes] = []
        #: One after another.
        self.digests = bytearray()
        self.date_kinds = bytearray()
        self.date_starts = array("q")
        self.date_ends = array("q")
        self.texts = {name: TextColumns(kernels) for name in TEXTS}
        self.values = {name: ValueColumns() for name in VALUE_FIELDS}
        #: Documents, and the spellings that texts of theirs have.
        self.spelled: list[tuple[NDArray[np.uint64], NDArray[np.uint32]]] = []
        #: The words whose numbers texts and spellings are kept by.
        self.forms: Sequence[str] = ()
        self.spellings: Sequence[str] = ()
        #: Of each document, batch by batch.
        self.sketches: list[NDArray[np.uint32]] = []
        #: Which of the documents that are kept are copies of others.
        self.stories = NO_STORIES
        #: Those of each batch, by its number.
        self.frames: dict[int, CompressedFrames] = {}
        #: What they are compressed with.
        self.dictionary: FrameDictionary | None = None

    def read(
        self,
        documents: Sequence[Document],
        tokenizer: BatchTokenizer,
        sketcher: Sketcher,
    ) -> TokenBatch:
        """Add *documents*, but for their frames; return the tokens of their bodies.

        :param tokenizer: the same for all documents of a run.
        :param sketcher: one of this tokenizer.
        """
        ids, titles, bodies, *values, _payloads, digests, kinds, starts, ends = zip(
            *documents, strict=True
        )
        batches = [tokenizer.read(texts) for texts in (titles, bodies)]
        for name, batch in zip(TEXTS, batches, strict=True):
            self.texts[name].add(batch)
            self._note_spellings(batch)
        self.sketches.append(sketcher.sketch(*batches))
        self.forms, self.spellings = tokenizer.forms, tokenizer.spellings
        for name, given in zip(_OPTIONAL, values[:3], strict=True):
            self.values[name].add_optional(given)
        for name, given in zip(_LISTS, values[3:], strict=True):
            self.values[name].add_lists(given)
        self.ids += map(str.encode, ids)
        self.digests += b"".join(digests)
        self.date_kinds += bytes(kinds)
        self.date_starts.extend(starts)
        self.date_ends.extend(ends)
        return batches[1]

    def kept_keys(self, kept: NDArray[np.bool_]) -> NDArray[np.uint64]:
        """Return the names that documents give to stories of their own.

        :param kept: the documents that are meant.
        """
        return own_keys(np.frombuffer(self.digests, np.uint8))[kept]

    def kept_sketches(self, kept: NDArray[np.bool_]) -> list[NDArray[np.uint32]]:
        """Return the sketches of the documents that are *kept*, batch by batch."""
        if kept.all():
            return self.sketches
        ends = np.cumsum([len(each) // ROW for each in self.sketches])
        masks = np.split(kept, ends[:-1]) if len(ends) else []
        return [
            rows.reshape(-1, ROW)[mask].ravel()
            for rows, mask in zip(self.sketches, masks, strict=True)
        ]

    def _note_spellings(self, batch: TokenBatch) -> None:
        places = np.flatnonzero(batch.spellings >= 0)
        if not len(places):
            return
        ends = np.cumsum(batch.counts, dtype=np.int64)
        docs = np.searchsorted(ends, places, "right") + len(self.ids)
        spelled = docs.astype(np.uint64), batch.spellings[places].astype(np.uint32)
        self.spelled.append(spelled)
