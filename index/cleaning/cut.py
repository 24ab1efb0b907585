"""Cut: a text without a part of it, and that part."""

from __future__ import annotations

from typing import NamedTuple


class Cut(NamedTuple):
    """What a text was split into; every word of it is in one or the other."""

    kept: str
    #: What is no longer in it, as it stood there; empty if nothing was cut.
    cut: str
