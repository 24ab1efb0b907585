"""Layout: the arrays of a segment's file ``MAIN_<segment>.bsg``, and views of them.

Numbers of documents (*docnums*) count from 0 inside the segment. CSR means that
row *i* of an array is ``[offsets[i], offsets[i + 1])`` of another one.

Documents, each array with one row a document:

=====================  ======  ==================================================
``id.bytes``           u8      the ids' UTF-8, ``id.offsets`` (u64, CSR)
``id.order``           u32     docnums by id (then docnum): the dictionary of ids
``id.rank``            u32     each document's place in ``id.order``
``digest``             u8      16 bytes a document
``date.kind``          u8      :class:`~..dates.DateKind`
``date.start, .end``   i64     microseconds, :class:`~..dates.DateSpanKeys`
``stored.frames``      u8      zstd frames of :mod:`.stored`, ``stored.offsets`` (u64)
``dictionaries.bytes`` u8      zstd dictionaries the frames name, ``.offsets`` (u64)
=====================  ======  ==================================================

Values, for each field F of ``source, section, author, tag, lang``:
``F.values.bytes/.offsets`` the distinct values as given, sorted by their UTF-8;
``F.values.terms`` (u32) the number of each one's folded value in the dictionary of F;
``F.docs.offsets`` (u32, CSR) and ``F.docs.values`` (u32): the values of each
document as numbers, in the order given.

Dictionaries D: ``text`` (the forms of title and body), ``spelling``, the five value
fields (folded values) and ``source_words, section_words, author_words,
tag_words``: ``D.terms.bytes`` and ``D.terms.offsets`` (u64), distinct, sorted by
their UTF-8, which is the order of code points.

Postings P, over a dictionary of *T* terms: ``title`` and ``body`` over ``text``, the
others over the dictionary of their own name:

=================  ===  =======================================================
``P.firsts``       u64  [T + 1] postings before each term
``P.blocks``       u32  [T + 1] blocks before each term
``P.offsets``      u64  [B + 1] byte of ``P.data`` where each block starts
``P.lasts``        u32  [B] last docnum of each block
``P.widths``       u8   [2B] bits of a gap, bits of a frequency, block by block
``P.data``         u8   packed blocks, then 8 bytes of zeros
=================  ===  =======================================================

The postings of a term stand in blocks of 128, the last one shorter. A block of *n*
is *n* gaps of the first width, filled up to a whole byte, then *n* frequencies of
the second width, likewise, as one stream of bits from the lowest bit of each byte
up. A gap is ``docnum - previous - 1`` (previous: that of the posting before, also
over blocks; -1 before the term's first); a frequency stands as ``frequency - 1``.

Positional postings (``title``, ``body``, ``F_words``) also have ``P.tokens`` (u64,
[B + 1]: positions before each block) and ``P.positions`` (u16, or u32 where one does
not fit): the positions of each posting, ascending, term by term.

Texts X, ``title`` and ``body``: ``X.lengths`` (u32, tokens of each document),
``X.starts`` (u64, [N + 1] tokens before each document), ``X.codes`` (u8, one a
token in the order of the text) with ``X.escapes.tokens`` (u64), ``X.escapes.gaps``
(i32), ``X.escapes.lengths`` (u32): offsets, see :mod:`..kernels.plain.offsets`.

Stem groups, for each language L in ``meta["languages"]``: ``stems.L.keys.bytes`` and
``.offsets`` (u64) the keys (:func:`~..analysis.stem_key`), sorted; ``stems.L.offsets``
(u32, CSR) and ``stems.L.forms`` (u32): the numbers in ``text`` of each group's forms.
``lists.L.groups`` (u32) are the groups that have scoring lists, ascending, see
:mod:`.scoring_lists`; ``lists.L.title`` and ``lists.L.body`` are their postings, in
that order: the documents of any of a group's forms, frequencies added up.

Stories, see :mod:`.stories`: ``story.docs`` (u32) the documents whose story has another
name than their own, ascending, and ``story.keys`` (u64) these names. A run that is
merged, and never published, also has ``sketches`` (u32), a row a document, of
:mod:`..kernels.plain.sketches`.

``meta``: ``segment`` (its name), ``count``, ``languages``, ``tokens`` (of each text).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ArchiveCorruptError
from ..schema import VALUE_FIELDS, WORD_FIELDS
from .container import Container
from .dictionary import Dictionary
from .frames import Frames
from .ids import Ids
from .stories import NO_STORIES, Stories

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

#: Goes up with every change of what stands here; 1 was Whoosh's own codec.
FORMAT_VERSION = 3
#: The first with scoring lists, and with stories.
LISTS_SINCE = STORIES_SINCE = 3
#: Those of which the stored articles can be read here; 2 has nothing but less.
READABLE_VERSIONS = (2, FORMAT_VERSION)
#: Ends the name of a segment's file.
SUFFIX = ".bsg"
BLOCK = 128
#: Bytes of zeros behind packed blocks, so that eight may be read at any place.
PADDING = 8

TEXTS = ("title", "body")
WORDS = tuple(f"{field}_words" for field in WORD_FIELDS)
#: Every field that has postings.
POSTINGS = (*TEXTS, "spelling", *VALUE_FIELDS, *WORDS)
#: The dictionary that each of the postings stands over, if not its own.
_SHARED_DICTIONARY = {"title": "text", "body": "text"}


def row_sizes(offsets: NDArray[Any]) -> NDArray[np.int64]:
    """Return how long each row is, by the *offsets* of all (CSR)."""
    ends: NDArray[np.int64] = offsets.astype(np.int64)
    return ends[1:] - ends[:-1]


def row_starts(sizes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the offsets of rows so long (CSR), what :func:`row_sizes` undoes."""
    starts = np.zeros(len(sizes) + 1, np.uint64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def rows_at(
    offsets: NDArray[Any], values: NDArray[Any], numbers: NDArray[Any]
) -> list[list[int]]:
    """Return the rows of *values* that have these *numbers* (CSR)."""
    bounds = zip(offsets[numbers].tolist(), offsets[numbers + 1].tolist(), strict=True)
    return [values[start:end].tolist() for start, end in bounds]


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of all terms of one field; see the module."""

    firsts: NDArray[Any]
    blocks: NDArray[Any]
    offsets: NDArray[Any]
    lasts: NDArray[Any]
    widths: NDArray[Any]
    data: NDArray[Any]
    #: None without positions.
    tokens: NDArray[Any] | None = None
    positions: NDArray[Any] | None = None


def read_postings(
    array: Callable[[str], NDArray[Any]], name: str, *, is_positional: bool = False
) -> Postings:
    """Return the postings *name*, without their positions if they are not wanted.

    :param array: returns an array by its name.
    """
    parts = ["firsts", "blocks", "offsets", "lasts", "widths", "data"]
    if is_positional:
        parts += ["tokens", "positions"]
    return Postings(**{part: array(f"{name}.{part}") for part in parts})


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where each token of a text field stands, by document."""

    lengths: NDArray[Any]
    starts: NDArray[Any]
    codes: NDArray[Any]
    escape_tokens: NDArray[Any]
    escape_gaps: NDArray[Any]
    escape_lengths: NDArray[Any]


@dataclass(frozen=True, slots=True)
class StemTable:
    """The stem groups of one language."""

    keys: Dictionary
    offsets: NDArray[Any]
    forms: NDArray[Any]

    def members(self, groups: NDArray[Any]) -> list[list[int]]:
        """Return the numbers of the forms of each of *groups*."""
        return rows_at(self.offsets, self.forms, groups)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one field as they were given, and whose they are."""

    values: Dictionary
    terms: NDArray[Any]
    doc_offsets: NDArray[Any]
    doc_values: NDArray[Any]

    def of(self, docnum: int) -> list[bytes]:
        """Return the values of a document, in the order given."""
        start, end = self.doc_offsets[docnum : docnum + 2].tolist()
        return list(map(self.values.term, self.doc_values[start:end].tolist()))


class SegmentFile:
    """An open segment: its arrays under the names above, and views of them.

    Safe to share between threads; nothing of it can be changed.

    :raises ArchiveCorruptError: if the file is not what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.container = Container(path)
        self.meta = self.container.meta
        if self.container.format_version not in READABLE_VERSIONS:
            raise ArchiveCorruptError(path, "is of another format than its edition")
        if self.meta.get("segment") != path.name.removesuffix(SUFFIX):
            raise ArchiveCorruptError(path, "is the file of another segment")
        #: Documents, deleted ones included.
        self.count: int = self.meta["count"]
        self._dictionaries: dict[str, Dictionary] = {}
        self._postings: dict[str, Postings] = {}

    def array(self, name: str) -> NDArray[Any]:
        """Return the array called *name*."""
        return self.container.array(name)

    @cached_property
    def ids(self) -> Ids:
        """The ids of its documents."""
        ids = Dictionary(self.array("id.bytes"), self.array("id.offsets"))
        return Ids(ids, self.array("id.order"))

    @cached_property
    def stored(self) -> Frames:
        """What is stored of its articles."""
        frames = Dictionary(self.array("stored.frames"), self.array("stored.offsets"))
        return Frames(frames, self._dictionary("dictionaries"))

    def frame_dictionary(self) -> bytes | None:
        """Return what its frames are compressed with, the first if it is several."""
        return next(iter(self._dictionary("dictionaries")), None)

    @cached_property
    def stories(self) -> Stories:
        """Which of its articles are copies of others."""
        if self.container.format_version < STORIES_SINCE:
            return NO_STORIES
        return Stories(self.array("story.docs"), self.array("story.keys"))

    def dictionary(self, name: str) -> Dictionary:
        """Return a dictionary, or the one that the postings *name* stand over."""
        name = _SHARED_DICTIONARY.get(name, name)
        found = self._dictionaries.get(name)
        if found is None:
            found = self._dictionary(f"{name}.terms")
            self._dictionaries[name] = found
        return found

    def postings(self, name: str) -> Postings:
        """Return the postings of the field *name*."""
        found = self._postings.get(name)
        if found is None:
            found = self._postings[name] = self._read_postings(name)
        return found

    def offsets(self, name: str) -> Offsets:
        """Return where the tokens of the text *name* stand."""
        return Offsets(
            *(
                self.array(f"{name}.{part}")
                for part in (
                    "lengths",
                    "starts",
                    "codes",
                    "escapes.tokens",
                    "escapes.gaps",
                    "escapes.lengths",
                )
            )
        )

    def values(self, name: str) -> Values:
        """Return the values of the field *name*."""
        return Values(
            self._dictionary(f"{name}.values"),
            self.array(f"{name}.values.terms"),
            self.array(f"{name}.docs.offsets"),
            self.array(f"{name}.docs.values"),
        )

    def stems(self, language: str) -> StemTable | None:
        """Return the stem groups of *language*; None if they are not kept."""
        if language not in self.meta["languages"]:
            return None
        name = f"stems.{language}"
        return StemTable(
            self._dictionary(f"{name}.keys"),
            self.array(f"{name}.offsets"),
            self.array(f"{name}.forms"),
        )

    def listed_groups(self, language: str) -> NDArray[Any]:
        """Return which stem groups of *language*, one that is kept, have lists."""
        return self.array(f"lists.{language}.groups")

    def _dictionary(self, name: str) -> Dictionary:
        return Dictionary(self.array(f"{name}.bytes"), self.array(f"{name}.offsets"))

    def _read_postings(self, name: str) -> Postings:
        is_positional = f"{name}.positions" in self.container
        return read_postings(self.array, name, is_positional=is_positional)
