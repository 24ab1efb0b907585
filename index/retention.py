"""Retention: what an archive keeps, and the removal of all else.

Kept are the last two generations of the last two editions, and whatever a
snapshot or a cursor holds. Only a writer removes, under the archive's lock and
when its own commit is safe; what a crash left over goes with it.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from .checkpoint import read_checkpoint, remove_checkpoint
from .codec.deletions import SUFFIX as DELETIONS_SUFFIX
from .durable import TEMPORARY_SUFFIX
from .errors import ArchiveCorruptError
from .pins import list_pins, pin_folder, read_pin, seize_pin
from .toc import INDEX_NAME, list_generations, names_of, read_toc, toc_path

if TYPE_CHECKING:
    from pathlib import Path

    from .editions import Current, Editions
    from .pins import Pin

_KEPT_GENERATIONS = 2
#: A folder in an edition of format 1 while a commit was in the making.
_FORMER_TEMPORARY = f"{INDEX_NAME}.tmp"


class Retention:
    """Removes from an archive what is not kept.

    :param keep_seconds: how long a revision stays after a cursor's last use.
    """

    def __init__(self, editions: Editions, keep_seconds: float) -> None:
        self._editions = editions
        self._keep_seconds = keep_seconds

    def kept_editions(self, current: Current) -> list[int]:
        """Return the editions kept for themselves.

        They are the one served, the one before it, and one just rolled back, damaged
        or not: its number was given out, and must not be again.
        """
        kept = {current.edition, current.previous}
        withdrawn = filter(self._editions.is_withdrawn, self._editions.numbers())
        if (newest := max(withdrawn, default=0)) > current.edition:
            kept.add(newest)
        return [number for number in self._editions.numbers() if number in kept]

    def sweep(self, current: Current) -> None:
        """Remove every edition, generation and file that nothing keeps."""
        kept = self.kept_editions(current)
        for number in self._editions.numbers():
            if number not in kept and (
                self._is_resumable(number, current)
                or self._drop_edition(number, self._keep_seconds)
            ):
                continue
            self._sweep_edition(self._editions.folder(number))
        _remove_temporary(self._editions.archive)

    def purge(self, current: Current) -> list[str]:
        """Remove all but the newest generation of each kept edition.

        :returns: the revisions whose files stay until their readers close them.
            They can be opened no more.
        """
        held = []
        kept = self.kept_editions(current)
        for number in self._editions.numbers():
            folder = self._editions.folder(number)
            if number not in kept and self._drop_edition(number, 0):
                continue
            spared = list_generations(folder)[:1]
            if number not in kept:
                spared = []
                self._editions.disown(number)
            for generation in set(list_pins(folder)).difference(spared):
                toc_path(folder, generation).unlink(missing_ok=True)
                if not _drop_generation(folder, generation, 0):
                    held.append(f"{number}.{generation}")
            _remove_rubbish(folder)
        return held

    def _is_resumable(self, number: int, current: Current) -> bool:
        """Tell whether an edition is an unfinished one that may be gone on with."""
        folder = self._editions.folder(number)
        checkpoint = read_checkpoint(folder)
        if checkpoint is None or number in self._editions.complete():
            return False
        generations = list_generations(self._editions.folder(current.edition))
        newest = max(generations, default=0)
        before: str | None = checkpoint.purpose["before"]
        return before == f"{current.edition}.{newest}"

    def _sweep_edition(self, folder: Path) -> None:
        published = list_generations(folder)
        kept = published[:_KEPT_GENERATIONS]
        for generation in {*published, *list_pins(folder)}.difference(kept):
            _drop_generation(folder, generation, self._keep_seconds)
        remove_checkpoint(folder)
        _remove_rubbish(folder)

    def _drop_edition(self, number: int, keep_seconds: float) -> bool:
        """Remove an edition unless one of its generations is held."""
        folder = self._editions.folder(number)
        pins: list[Pin] = []
        try:
            for generation in list_pins(folder):
                pin = _seize(folder, generation, keep_seconds)
                if pin is None:
                    return False
                pins.append(pin)
            self._editions.remove(number)
        finally:
            for pin in pins:
                pin.close()
        return True


def _drop_generation(folder: Path, generation: int, keep_seconds: float) -> bool:
    """Remove a generation's table of contents and pin unless it is held."""
    pin = _seize(folder, generation, keep_seconds)
    if pin is None:
        return False
    try:
        toc_path(folder, generation).unlink(missing_ok=True)
        pin.unlink()
    finally:
        pin.close()
    return True


def _seize(folder: Path, generation: int, keep_seconds: float) -> Pin | None:
    if not toc_path(folder, generation).exists():
        # What cannot be opened any more, no cursor can use.
        keep_seconds = 0
    return seize_pin(folder, generation, keep_seconds)


def _remove_rubbish(folder: Path) -> None:
    """Remove temporary files, and those of segments that no generation refers to."""
    referenced = _referenced_names(folder)
    shutil.rmtree(folder / _FORMER_TEMPORARY, ignore_errors=True)
    _remove_temporary(folder)
    _remove_temporary(pin_folder(folder))
    for path in folder.glob(f"{INDEX_NAME}_*"):
        name = path.name
        if not name.endswith(DELETIONS_SUFFIX):
            name = name.partition(".")[0]
        if name not in referenced:
            path.unlink()


def _remove_temporary(folder: Path) -> None:
    """Remove what a crash kept from being renamed into place."""
    for path in folder.glob(f"*{TEMPORARY_SUFFIX}"):
        path.unlink()


def _referenced_names(folder: Path) -> set[str]:
    """Return the names of segments, and of the files of their deletions."""
    names: set[str] = set()
    for generation in list_pins(folder):
        names |= read_pin(folder, generation)
    for generation in list_generations(folder):
        try:
            toc = read_toc(folder, generation)
        except ArchiveCorruptError:
            # Its pin names them.
            continue
        names.update(names_of(toc.segments))
    return names
