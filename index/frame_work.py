"""FrameWork: has the articles of runs compressed, with a dictionary they share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .codec.compression import (
    FrameDictionary,
    compress_payloads,
    train_dictionary,
)

if TYPE_CHECKING:
    from .codec.run import Run
    from .work import Task, Work

#: When so many bytes are there, the dictionary is chosen; of fewer than the least
#: none has been worth its place in the file.
CHOICE_BYTES = 8 << 20
LEAST_CHOICE_BYTES = 2 << 20


class FrameWork:
    """Hands out the compression of batches, once their dictionary is chosen.

    :param given: the dictionary, if there are enough articles; None has one made.
    :param is_chosen: whether *given* is what was chosen for earlier runs.
    """

    def __init__(
        self, work: Work, given: bytes | None, *, is_chosen: bool = False
    ) -> None:
        self._work = work
        self._given = given
        self._dictionary: FrameDictionary | None = None
        #: What has to be done before anything is compressed; None until it is known.
        self._choice: list[Task] | None = None
        if is_chosen:
            self._choice = []
            self._dictionary = None if given is None else FrameDictionary(given)
        #: Batches of the first run that wait for it.
        self._held: list[list[bytes]] = []
        self._held_bytes = 0
        self._tasks: list[Task] = []

    def add(self, run: Run, payloads: list[bytes]) -> None:
        """Have the frames made of the next batch of *run*."""
        if self._choice is None:
            self._held.append(payloads)
            self._held_bytes += sum(map(len, payloads))
            if self._held_bytes >= CHOICE_BYTES:
                self._choose(run)
        else:
            self._submit(run, payloads, self._choice)

    def end(self, run: Run) -> list[Task]:
        """Return what has to be done before *run* has its frames; another begins."""
        if self._choice is None:
            self._choose(run)
        tasks, self._tasks = self._tasks, []
        return tasks

    def _choose(self, run: Run) -> None:
        held, self._held = self._held, []
        self._choice = []
        if self._held_bytes >= LEAST_CHOICE_BYTES:
            payloads = [payload for batch in held for payload in batch]
            choose = partial(self._choose_dictionary, payloads)
            self._choice.append(self._work.submit(choose))
        for batch in held:
            self._submit(run, batch, self._choice)

    def _choose_dictionary(self, payloads: list[bytes]) -> None:
        if self._given is None:
            self._dictionary = train_dictionary(payloads)
        else:
            self._dictionary = FrameDictionary(self._given)

    def _submit(self, run: Run, payloads: list[bytes], choice: list[Task]) -> None:
        compress = partial(self._compress, run, len(self._tasks), payloads)
        self._tasks.append(self._work.submit(compress, choice))

    def _compress(self, run: Run, number: int, payloads: list[bytes]) -> None:
        run.dictionary = self._dictionary
        run.frames[number] = compress_payloads(payloads, self._dictionary)
