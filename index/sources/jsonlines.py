"""JSON Lines: one JSON object a line, blank lines between them passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lines import Lines
from .packings import BrokenStreamError
from .rawrecord import RawRecord, json_record, too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def read_json_lines(chunks: Iterable[bytes]) -> Iterator[RawRecord]:
    """Yield the record of each line, in order."""
    lines = Lines(chunks)
    try:
        for first, raws, end, size, offset in lines.blocks():
            if size:
                yield too_long(first, raws[0], size, offset)
                continue
            for number, raw in enumerate(raws, first):
                if text := raw.strip():
                    yield json_record(number, text, offset)
                offset += len(raw) + len(end)
    except BrokenStreamError as error:
        yield RawRecord(lines.number, lines.pending, None, str(error), lines.offset)
