"""Writing a run: the segment's file of the documents that were gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis import BatchTokenizer
from ..analysis.version import ANALYSIS_VERSION
from ..schema import DIGEST_BYTES, VALUE_FIELDS, WORD_FIELDS
from .container import ContainerWriter
from .layout import FORMAT_VERSION, TEXTS
from .merged_documents import kept_rows
from .postings_writer import PostingsWriter, write_strings
from .scoring_lists import write_scoring_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .compression import CompressedFrames
    from .postings_writer import NamedArray
    from .run import Run
    from .run_words import RunWords


def write_run(
    path: Path,
    name: str,
    run: Run,
    words: RunWords,
    kernels: Kernels,
    *,
    is_lasting: bool,
    is_final: bool,
) -> None:
    """Write the segment *name*; after an error its file is gone.

    What the run holds is let go of by and by.

    :param path: the file, which must not exist.
    :param words: those of *run*, all made.
    :param is_lasting: False for a file that is merged and forgotten.
    :param is_final: False for a file that is merged, lasting or not: the sketches of
        its articles are written instead of their stories.
    """
    versions = FORMAT_VERSION, ANALYSIS_VERSION
    with ContainerWriter(path, *versions, is_lasting=is_lasting) as writer:
        try:
            meta = _RunWriter(writer, run, words, kernels).write()
            if not is_final:
                sketches = run.kept_sketches(words.kept)
                writer.add_parts("sketches", np.uint32, sketches)
            writer.finish({"segment": name, **meta})
        except BaseException:
            path.unlink(missing_ok=True)
            raise


class _RunWriter:
    """Writes the arrays of one run, into *writer*."""

    def __init__(
        self,
        writer: ContainerWriter,
        run: Run,
        words: RunWords,
        kernels: Kernels,
    ) -> None:
        self._writer = writer
        self._run = run
        self._kernels = kernels
        self._postings = PostingsWriter(writer, kernels)
        self._words = words
        self._kept = words.kept
        self._drops = not self._kept.all()
        self._count = int(np.count_nonzero(self._kept))

    def write(self) -> dict[str, object]:
        """Write everything but the directory; return what stands in ``meta``."""
        self._write_ids()
        self._write_columns()
        self._run.stories.write(self._writer)
        self._write_frames()
        tokens = self._write_texts()
        self._write_values()
        languages = self._words.languages
        return {"count": self._count, "languages": languages, "tokens": tokens}

    def _write_ids(self) -> None:
        ids = self._run.ids
        if self._drops:
            ids = [ids[number] for number in np.flatnonzero(self._kept).tolist()]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        ranks = np.empty(len(ids), np.uint32)
        ranks[order] = np.arange(len(ids), dtype=np.uint32)
        write_strings(self._writer, "id", ids)
        self._writer.add("id.order", np.array(order, np.uint32))
        self._writer.add("id.rank", ranks)

    def _write_columns(self) -> None:
        run, kept, add = self._run, self._kept, self._writer.add
        digests = np.frombuffer(run.digests, np.uint8).reshape(-1, DIGEST_BYTES)
        add("digest", digests[kept].ravel())
        add("date.kind", np.frombuffer(run.date_kinds, np.uint8)[kept])
        add("date.start", np.array(run.date_starts, np.int64)[kept])
        add("date.end", np.array(run.date_ends, np.int64)[kept])

    def _write_frames(self) -> None:
        run, writer = self._run, self._writer
        batches = [run.frames[number] for number in sorted(run.frames)]
        run.frames.clear()
        sizes = np.concatenate([np.empty(0, np.uint64), *(b.sizes for b in batches)])
        offsets = np.zeros(self._count + 1, np.uint64)
        np.cumsum(sizes[self._kept], out=offsets[1:])
        frames = self._kept_frames(batches)
        writer.add_parts("stored.frames", np.uint8, frames)
        writer.add("stored.offsets", offsets)
        dictionary = run.dictionary
        used = [] if dictionary is None else [dictionary.data]
        write_strings(writer, "dictionaries", used)

    def _kept_frames(
        self, batches: Iterable[CompressedFrames]
    ) -> Iterator[NDArray[np.uint8]]:
        first = 0
        for batch in batches:
            kept = self._kept[first : first + len(batch.sizes)]
            first += len(batch.sizes)
            offsets = np.zeros(len(batch.sizes) + 1, np.uint64)
            np.cumsum(batch.sizes, out=offsets[1:])
            yield from kept_rows(batch.data, offsets, kept)

    def _write_texts(self) -> dict[str, int]:
        words, writer = self._words, self._writer
        words.forms.write(writer, "text.terms")
        counts = {name: len(tokens) for name, tokens in words.tokens.items()}
        for name in TEXTS:
            words.tokens.pop(name).write(writer, name)
            self._add(words.postings.pop(name))
        words.spellings.write(writer, "spelling.terms")
        self._add(words.postings.pop("spelling"))
        self._add(words.stems)
        write_scoring_lists(writer, words.languages, self._kernels)
        return counts

    def _add(self, arrays: Iterable[NamedArray]) -> None:
        for array in arrays:
            self._writer.add(*array)

    def _write_values(self) -> None:
        kept = self._kept if self._drops else None
        writer, postings, kernels = self._writer, self._postings, self._kernels
        tokenizer = BatchTokenizer(kernels)
        for name in VALUE_FIELDS:
            values = self._run.values[name].keep(kept, kernels)
            values.write(writer, postings, name)
            if name in WORD_FIELDS:
                words = f"{name}_words"
                values.write_words(writer, postings, tokenizer, kernels, words)
