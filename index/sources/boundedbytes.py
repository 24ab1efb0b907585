"""BoundedBytes: one record as it is read, or the start of one that is too long."""

from __future__ import annotations

from .rawrecord import KEPT_BYTES, MAX_RECORD_BYTES


class BoundedBytes:
    """Collects parts, each held once, up to *limit* bytes in all.

    Beyond that only the start is held, and the size is still counted.
    """

    def __init__(self, limit: int | None = None) -> None:
        #: The most bytes that are held.
        self.limit = MAX_RECORD_BYTES if limit is None else limit
        self._parts: list[bytes] = []
        #: Bytes added in all.
        self.size = 0

    def add(self, part: bytes) -> None:
        """Append *part*."""
        self.size += len(part)
        if self.is_cut:
            part = (self.value + part)[:KEPT_BYTES]
            self._parts.clear()
        self._parts.append(part)

    @property
    def is_cut(self) -> bool:
        """Whether the value is only the start of what was added."""
        return self.size > self.limit

    @property
    def value(self) -> bytes:
        """What is held."""
        if len(self._parts) != 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0]
