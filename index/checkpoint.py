"""Checkpoint: how far an unfinished rebuild is, so that another can go on from there.

It stands in the edition's folder, sealed, and is written anew whenever another run
of the build is on the disk. What was read after it is read again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from .analysis import ANALYSIS_VERSION
from .codec.layout import FORMAT_VERSION
from .durable import write_file
from .errors import ArchiveCorruptError
from .sealed import seal, unseal
from .written_run import WrittenRun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .editions import Editions
    from .tally import Item, Tally
    from .writer import ArticleWriter

_NAME = "checkpoint.json"


@runtime_checkable
class Resumable(Protocol):
    """Items that can be gone on with in another process."""

    def __iter__(self) -> Iterator[Item]:
        """Iterate over them, from the mark on that :meth:`go_on` was given."""

    def mark(self) -> object:
        """Return, as JSON has it, where to go on behind what was yielded so far."""

    def go_on(self, mark: Any) -> None:
        """Begin behind what another process had got when it noted *mark*.

        :raises CannotResumeError: if the items are not those of then.
        """


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a rebuild when it had written a run."""

    #: What the edition is for: a rebuild for other settings begins anew.
    purpose: dict[str, Any]
    #: Of the items.
    mark: Any
    #: Of the account, see :meth:`~.tally.Tally.state`.
    tally: dict[str, Any]
    runs: tuple[WrittenRun, ...]


def write_checkpoint(edition: Path, checkpoint: Checkpoint) -> None:
    """Put *checkpoint* in the place of the one before, durably."""
    content = {"versions": [FORMAT_VERSION, ANALYSIS_VERSION], **asdict(checkpoint)}
    write_file(edition / _NAME, seal(content))


def read_checkpoint(edition: Path) -> Checkpoint | None:
    """Return the checkpoint in the folder *edition*; None if there is none to use."""
    path = edition / _NAME
    try:
        content = unseal(path, path.read_bytes())
    except (FileNotFoundError, ArchiveCorruptError):
        return None
    if content.pop("versions") != [FORMAT_VERSION, ANALYSIS_VERSION]:
        return None
    runs = tuple(
        WrittenRun(
            **{
                **run,
                "dropped": tuple(run["dropped"]),
                "deleted": tuple(run["deleted"]),
            }
        )
        for run in content.pop("runs")
    )
    return Checkpoint(**content, runs=runs)


def remove_checkpoint(edition: Path) -> None:
    """Remove the checkpoint of an edition that is finished."""
    (edition / _NAME).unlink(missing_ok=True)


def find_unfinished(editions: Editions) -> tuple[int, Checkpoint] | None:
    """Return the unfinished edition that can be gone on with; None without one."""
    complete = set(editions.complete())
    for number in editions.numbers():
        if number not in complete:
            found = read_checkpoint(editions.folder(number))
            if found is not None:
                return number, found
    return None


def keep_checkpoints(
    items: Resumable,
    edition: Path,
    purpose: dict[str, Any],
    writer: ArticleWriter,
    tally: Tally,
) -> Iterator[Item]:
    """Yield *items* and note how far they are whenever a run has been written."""
    noted = writer.run_count
    for item in items:
        yield item
        # Here the item is in the writer, and in the account.
        if writer.run_count != noted:
            noted = writer.run_count
            state = Checkpoint(purpose, items.mark(), tally.state(), writer.runs())
            writer.after_runs(partial(write_checkpoint, edition, state))
