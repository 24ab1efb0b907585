r"""The rejects file: what could not become an article, to be mended and fed in again.

It is JSON Lines, named ``….rejects.jsonl``, with an object a rejection::

    {"path": "feed.jsonl", "line": 7, "number": 6, "offset": 8190, "reason": "...",
     "record": "{\"id\": ..."}

``number`` is that of the record in its file and ``offset`` where it begins there, in
bytes, as far as they are known. ``record`` is the record as it was read, or
``record_base64`` where that is not UTF-8. Mended, it may be written as a string or as
an object. A record that is still broken is refused for the same reason again. A row of
a table is mended as an object: its header is not in this file.
"""

from __future__ import annotations

import binascii
import json
import os
from base64 import b64decode, b64encode
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ..errors import CannotResumeError
from .jsonlines import read_json_lines
from .rawrecord import NOT_JSON, NOT_UTF8, RawRecord, json_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType
    from typing import BinaryIO, Self

    from ..report import Rejection

_NO_RECORD = 'has neither "record" nor "record_base64"; put the mended record there'
_AS_OBJECT = "; write the record as a JSON object"


class RejectsFile:
    """Writes rejections to *path*, which appears whole on :meth:`close`.

    An earlier file of the name is replaced then, and left alone if nothing was
    rejected; so a rejects file can be read while the next one is written to the
    same name.

    :param kept: how many rejections of a run that was stopped it goes on behind.
    :raises CannotResumeError: if they are not there any more.
    """

    def __init__(self, path: str | Path, kept: int = 0) -> None:
        self._path = Path(path)
        self._aside = self._path.with_name(f"{self._path.name}.part")
        self._file: BinaryIO | None = None
        #: How many rejections were written.
        self.count = 0
        if kept:
            self._keep(kept)

    def write(self, rejection: Rejection) -> None:
        """Add *rejection*."""
        if self._file is None:
            self._file = self._aside.open("wb")
        self._file.write(_line(rejection))
        self.count += 1

    def sync(self) -> None:
        """Return once what was written is on the disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Put the file in its place, if anything was written."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._aside.replace(self._path)

    def _keep(self, count: int) -> None:
        # A run that was killed has not put it in its place.
        for path in (self._aside, self._path):
            lines = _first_lines(path, count)
            if lines is not None:
                self._file = self._aside.open("wb")
                self._file.write(lines)
                self.count = count
                return
        raise CannotResumeError(
            self._path, f"the {count} rejects that it had are not in it any more"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _first_lines(path: Path, count: int) -> bytes | None:
    """Return the first lines of a file; None if it has not so many."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        lines = list(islice(file, count))
        if len(lines) == count and lines[-1].endswith(b"\n"):
            return b"".join(lines)
    return None


def read_rejects(chunks: Iterable[bytes]) -> Iterator[RawRecord]:
    """Yield the records in a rejects file, each at its line in that file."""
    for line in read_json_lines(chunks):
        yield line if line.reason else _record(line)


def _line(rejection: Rejection) -> bytes:
    entry: dict[str, Any] = {
        "path": rejection.path.encode(errors="replace").decode(),
        "line": rejection.line,
        "number": rejection.number,
        "offset": rejection.offset,
        "reason": rejection.reason.encode(errors="replace").decode(),
    }
    try:
        entry["record"] = rejection.raw.decode()
    except UnicodeDecodeError:
        entry["record_base64"] = b64encode(rejection.raw).decode()
    return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)


def _record(line: RawRecord) -> RawRecord:
    entry = line.value if isinstance(line.value, dict) else {}
    match entry:
        case {"record": str() as text}:
            raw = text.encode(errors="surrogatepass")
        case {"record": value} if value is not None:
            raw = json.dumps(value).encode()
            return RawRecord(line.line, raw, value, None, line.offset)
        case {"record_base64": str() as text}:
            try:
                raw = b64decode(text, validate=True)
            except (binascii.Error, ValueError) as error:
                return line._replace(reason=f"record_base64: {error}")
        case _:
            return line._replace(reason=_NO_RECORD)
    record = json_record(line.line, raw, line.offset)
    return _with_recorded_reason(record, entry.get("reason"))


def _with_recorded_reason(record: RawRecord, recorded: object) -> RawRecord:
    """Return *record* refused as it was recorded, if it is no JSON at all.

    It may be a row that did not fit its header, or half a record: only an object
    can take its place. Where the fault was in its JSON, the reason is that of the
    JSON as it is now.
    """
    if record.reason is None or not isinstance(recorded, str):
        return record
    if recorded.startswith((NOT_JSON, NOT_UTF8)):
        return record
    return record._replace(reason=recorded.removesuffix(_AS_OBJECT) + _AS_OBJECT)
