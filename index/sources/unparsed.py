"""UnparsedRecord: a record that takes long to parse, perhaps in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import UnusableRecordError
from .wholefile import MAX_FILE_BYTES, UnusableFileError, found, read_whole, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..cleaning.encoding import Decoded
    from .rawrecord import RawRecord

    #: How bytes become text, by what they are declared to be.
    Decode = Callable[[bytes, str | None], Decoded]
    #: Makes the fields of a record of its bytes; raises UnusableRecordError.
    Parse = Callable[[bytes, Decode], dict[str, Any]]


class UnparsedRecord(NamedTuple):
    """A page, a text or a Markdown file: its bytes, and what reads them."""

    raw: bytes
    #: A function that can be pickled.
    parse: Parse
    #: As in :class:`~.rawrecord.RawRecord`.
    line: int = 1
    offset: int | None = 0

    def parsed(self, decode: Decode) -> RawRecord:
        """Return the record, or the refusal of what is none."""
        try:
            value = self.parse(self.raw, decode)
        except UnusableRecordError as error:
            return self.refused(error.reason)
        return found(self.raw, value, self.line, self.offset)

    def refused(self, reason: str) -> RawRecord:
        """Return the refusal of the record."""
        return refused(self.raw, reason, self.line, self.offset)


def unparsed_file(
    chunks: Iterable[bytes], parse: Parse, limit: int = MAX_FILE_BYTES
) -> Iterator[UnparsedRecord | RawRecord]:
    """Yield the one record of a file, or its refusal if it cannot be had whole."""
    try:
        raw = read_whole(chunks, limit)
    except UnusableFileError as error:
        yield refused(error.raw, str(error))
    else:
        yield UnparsedRecord(raw, parse)
