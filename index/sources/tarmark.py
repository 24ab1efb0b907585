"""What a tar file is told by."""

from __future__ import annotations

_MARK = b"ustar"
_PLACE = 257


def is_tar(head: bytes) -> bool:
    """Whether a tar file begins with *head*."""
    return head[_PLACE : _PLACE + len(_MARK)] == _MARK
