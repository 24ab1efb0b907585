"""Merging: one segment of the documents that are left of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis.version import ANALYSIS_VERSION
from ..schema import VALUE_FIELDS
from .container import ContainerWriter
from .layout import FORMAT_VERSION, TEXTS, WORDS
from .merged_documents import DocumentsMerge
from .merged_frames import write_dictionaries
from .merged_postings import PostingsMerge
from .merged_values import ValuesMerge
from .part import make_parts
from .scoring_lists import write_scoring_lists
from .stems import write_stems
from .stories import merge_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ..kernels.choice import Kernels
    from .part import MergeInput

#: Most tokens, of title and body, that one segment may hold.
MAX_TOKENS = 1 << 31
#: Most documents; the number after them stands for none.
MAX_DOCUMENTS = (1 << 32) - 2


def fits_one_segment(inputs: Sequence[MergeInput]) -> bool:
    """Tell whether what is left of *inputs* may be merged into one segment."""
    tokens = sum(sum(each.live.tokens.values()) for each in inputs)
    documents = sum(each.live.count for each in inputs)
    return tokens <= MAX_TOKENS and documents <= MAX_DOCUMENTS


def merge_segments(
    path: Path,
    name: str,
    inputs: Sequence[MergeInput],
    languages: Sequence[str],
    kernels: Kernels,
    check: Callable[[], None] = lambda: None,
    *,
    verify: bool = True,
) -> int:
    """Write the segment *name* and return the number of its documents.

    It holds the documents that are left of *inputs*, in their order, and no term
    and no value that only deleted ones had: byte for byte what would have been
    written for these documents alone, but for the frames of the stored articles,
    which are copied. The file is synced; its name in the folder is not. After an
    error the file is gone.

    :param path: the file, which must not exist.
    :param inputs: one at least.
    :param languages: those whose stem groups are kept.
    :param check: called now and then; what it raises ends the work.
    :param verify: False for files that this process has just written or verified.
    :raises ArchiveCorruptError: if a file is not as it was written.
    :raises ValueError: if they do not fit in one segment, or two zstd dictionaries
        cannot be told apart.
    """
    if not fits_one_segment(inputs):
        raise ValueError(f"a segment holds at most {MAX_TOKENS} tokens")
    if verify:
        for each in inputs:
            each.file.container.verify(check)
    with ContainerWriter(path, FORMAT_VERSION, ANALYSIS_VERSION) as writer:
        try:
            return _Merge(writer, inputs, kernels, check).write(name, languages)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


class _Merge:
    """One merge, into *writer*."""

    def __init__(
        self,
        writer: ContainerWriter,
        inputs: Sequence[MergeInput],
        kernels: Kernels,
        check: Callable[[], None],
    ) -> None:
        self._writer = writer
        self._parts = make_parts(inputs, kernels)
        self._stories = [each.stories for each in inputs]
        self._kernels = kernels
        self._check = check
        self._count = sum(each.live.count for each in inputs)

    def write(self, name: str, languages: Sequence[str]) -> int:
        """Write everything; return the number of documents."""
        documents = DocumentsMerge(
            self._writer, self._parts, self._kernels, self._check
        )
        documents.write_ids()
        documents.write_columns()
        merge_stories(self._parts, self._stories).write(self._writer)
        tokens = documents.write_texts()
        documents.write_rows("stored.frames", "stored.offsets", np.uint8)
        write_dictionaries(self._writer, self._parts)
        self._let_go()
        self._write_words(languages)
        self._write_values(documents)
        self._writer.finish(
            {
                "segment": name,
                "count": self._count,
                "languages": list(languages),
                "tokens": tokens,
            }
        )
        return self._count

    def _write_words(self, languages: Sequence[str]) -> None:
        text = self._postings("text", TEXTS)
        spelling = self._postings("spelling", ("spelling",))
        if languages:
            forms, spellings = text.terms.strings(), spelling.terms.strings()
            write_stems(self._writer, forms, spellings, languages)
            write_scoring_lists(self._writer, languages, self._kernels)

    def _write_values(self, documents: DocumentsMerge) -> None:
        for field in VALUE_FIELDS:
            terms = self._postings(field, (field,)).terms
            ValuesMerge(field, self._parts, terms, self._kernels).write(self._writer)
            offsets = f"{field}.docs.offsets"
            self._writer.add(offsets, documents.row_offsets(offsets))
        for field in WORDS:
            self._postings(field, (field,))

    def _postings(self, dictionary: str, fields: Sequence[str]) -> PostingsMerge:
        merge = PostingsMerge(
            dictionary, fields, self._parts, self._kernels, self._check
        )
        merge.terms.write(self._writer, f"{dictionary}.terms")
        for field in fields:
            merge.write(self._writer, field)
            self._let_go()
        return merge

    def _let_go(self) -> None:
        """Hold no more of the files in memory than is needed next."""
        for part in self._parts:
            part.file.container.let_go()
