"""Check: whether an archive on disk is what was written.

Every checksum of every file is verified, every law of a segment's arrays is held
to (:mod:`.codec.laws`), and what can be derived is derived again: the stored
articles are analysed anew (:mod:`.codec.derivation`).
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from functools import partial
from itertools import chain, compress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .analysis import ANALYSIS_VERSION
from .codec.derivation import broken_derivations
from .codec.laws import broken_laws
from .codec.open_segment import SegmentCache, open_segment
from .codec.segment import ColumnarSegment
from .editions import Editions
from .errors import ArchiveCorruptError, StoreError
from .former import former_articles
from .kernels.choice import load_kernels
from .pins import pin_folder, read_pin
from .toc import list_generations, names_of, read_toc, toc_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from whoosh.index import TOC

    from .codec.open_segment import OpenSegment


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in an archive that is not as it was written."""

    #: The file or folder concerned.
    path: Path
    #: What is wrong with it.
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def check_archive(path: str | Path) -> tuple[Fault, ...]:
    """Return what is wrong with the archive in *path*; nothing is changed.

    Every kept generation of every edition is checked. Damage of any kind is a
    fault, never an exception.

    :raises ArchiveNotFoundError: if there is no archive.
    """
    editions = Editions(Path(path))
    editions.current()
    checks = map(partial(_check_edition, editions), editions.numbers())
    return tuple(chain(_check_current(editions), *checks))


def _check_current(editions: Editions) -> Iterator[Fault]:
    try:
        number = editions.read_current().edition
        editions.check_version(editions.read(number))
    except ArchiveCorruptError as error:
        yield Fault(error.path, error.reason)
    except StoreError as error:
        yield Fault(editions.archive, str(error))


def _check_edition(editions: Editions, number: int) -> Iterator[Fault]:
    folder = editions.folder(number)
    try:
        editions.read(number)
    except ArchiveCorruptError as error:
        # A folder without a description is an unfinished rebuild.
        if error.path.exists():
            yield Fault(error.path, error.reason)
        return
    check = _GenerationCheck(folder)
    has_any = False
    for generation in list_generations(folder):
        try:
            toc = read_toc(folder, generation)
        except ArchiveCorruptError as error:
            yield Fault(error.path, error.reason)
        else:
            has_any = True
            yield from check.faults(toc)
    if not has_any:
        yield Fault(folder, "has no generation that can be read")


class _GenerationCheck:
    """Checks generations of one edition; what they share only once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kernels = load_kernels()
        self._cache = SegmentCache()
        #: The files that were checked, sound or not.
        self._seen: set[Path] = set()

    def faults(self, toc: TOC) -> Iterator[Fault]:
        """Yield what is wrong with a generation, but for its table of contents."""
        names = set(names_of(toc.segments))
        pin = pin_folder(self._folder) / str(toc.generation)
        yield from _guard(pin, partial(self._check_pin, toc.generation, names))
        if not all(isinstance(each, ColumnarSegment) for each in toc.segments):
            yield from _guard(self._folder, partial(self._check_former, toc))
            return
        ids: Counter[bytes] = Counter()
        for segment in toc.segments:
            path = segment.path(self._folder)
            yield from _guard(path, partial(self._check_segment, segment))
            path = self._folder / (segment.deletions or path.name)
            yield from _guard(path, partial(self._check_live, segment, ids))
        for article_id, count in ids.items():
            if count > 1:
                reason = f"has {count} articles with the id {article_id.decode()!r}"
                yield Fault(toc_path(self._folder, toc.generation), reason)

    def _check_pin(self, generation: int, names: set[str]) -> Iterator[str]:
        if read_pin(self._folder, generation) != names:
            yield "does not name the files of its generation"

    def _check_former(self, toc: TOC) -> Iterator[str]:
        deque(former_articles(self._folder, toc), maxlen=0)
        return iter(())

    def _check_segment(self, segment: ColumnarSegment) -> Iterator[str]:
        path = segment.path(self._folder)
        if path in self._seen:
            return
        self._seen.add(path)
        file = self._cache.file(path)
        file.container.verify()
        is_lawful = True
        for reason in broken_laws(file, self._kernels):
            is_lawful = False
            yield reason
        if is_lawful and file.container.analysis_version == ANALYSIS_VERSION:
            yield from broken_derivations(file, self._kernels)

    def _check_live(
        self, segment: ColumnarSegment, ids: Counter[bytes]
    ) -> Iterator[str]:
        opened = open_segment(self._folder, segment, cache=self._cache)
        yield from _broken_deletions(opened)
        ids.update(compress(opened.file.ids, opened.live.mask.tolist()))


def _broken_deletions(opened: OpenSegment) -> Iterator[str]:
    live = opened.live
    if np.count_nonzero(live.mask) != live.count:
        yield "counts its deletions wrongly"
    for text, tokens in live.tokens.items():
        lengths = opened.file.array(f"{text}.lengths")
        if int(lengths[live.mask].sum(dtype=np.int64)) != tokens:
            yield f"counts the tokens of {text} wrongly"


def _guard(path: Path, check: Callable[[], Iterator[str]]) -> Iterator[Fault]:
    """Yield the faults that *check* finds in *path*, whatever it meets."""
    try:
        for reason in check():
            yield Fault(path, reason)
    except ArchiveCorruptError as error:
        yield Fault(error.path, error.reason)
    # Arrays that break a law may break anything that reads them.
    except Exception as error:
        yield Fault(path, f"cannot be read: {type(error).__name__}: {error}")
