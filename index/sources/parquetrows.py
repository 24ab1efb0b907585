"""Parquet: a record a row, row groups read a few rows at a time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UnreadableSourceError
from .libraries import library
from .rawrecord import RawRecord
from .wholefile import UnusableFileError, read_whole, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

#: The most bytes of a file that is packed or in an archive.
_MOST_HELD_BYTES = 256 * 2**20
#: The most bytes of a row group, unpacked.
_MOST_GROUP_BYTES = 2**30
_ROWS_AT_ONCE = 64
_KEPT_BYTES = 65_536


def read_parquet(chunks: Iterable[bytes], path: str) -> Iterator[RawRecord]:
    """Yield the record of each row.

    :raises UnreadableSourceError: if the file is no Parquet.
    """
    parquet = library("pyarrow.parquet", "parquet", "Parquet")
    arrow = library("pyarrow", "parquet", "Parquet")
    try:
        is_plain = Path(path).is_file() and _is_parquet(path)
        source: Any = (
            path if is_plain else BytesIO(read_whole(chunks, _MOST_HELD_BYTES))
        )
    except UnusableFileError as error:
        yield refused(error.raw, str(error))
        return
    try:
        file = parquet.ParquetFile(source, memory_map=False)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableSourceError(path, f"is no Parquet file: {error}") from error
    with file:
        yield from _rows(file, arrow)


def _is_parquet(path: str) -> bool:
    with Path(path).open("rb") as file:
        return file.read(4) == b"PAR1"


def _rows(file: Any, arrow: ModuleType) -> Iterator[RawRecord]:
    number = 0
    for group in range(file.num_row_groups):
        facts = file.metadata.row_group(group)
        if facts.total_byte_size > _MOST_GROUP_BYTES:
            reason = (
                f"a row group of {facts.num_rows:,} rows and "
                f"{facts.total_byte_size:,} bytes; write smaller ones"
            )
            number += 1
            yield refused(b"", reason, number, None)
            continue
        try:
            for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=[group]):
                for row in batch.to_pylist():
                    number += 1
                    yield _record(row, number)
        except (arrow.ArrowException, OSError, ValueError, OverflowError) as error:
            number += 1
            why = " ".join(str(error).split())[:200]
            yield refused(b"", f"row group {group + 1} is damaged: {why}", number, None)


def _record(row: dict[str, Any], number: int) -> RawRecord:
    value = {key: _plain(each) for key, each in row.items() if each is not None}
    raw = json.dumps(value, ensure_ascii=False).encode(errors="replace")
    return RawRecord(number, raw, value, None, None)


def _plain(value: Any) -> Any:
    """Return *value* as JSON has it."""
    match value:
        case bool() | int() | float() | str() | None:
            return value
        case datetime():
            utc = value.astimezone(UTC) if value.tzinfo else value
            return utc.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal():
            return str(value)
        case bytes():
            return value.decode(errors="replace")
        case list() | tuple():
            return [_plain(each) for each in value]
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case _:
            return str(value)
