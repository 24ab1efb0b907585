from ..plain.merging import (
    GONE,
    copy_positions,
    count_live,
    gather_positions,
    gather_postings,
)

__all__ = [
    "GONE",
    "copy_positions",
    "count_live",
    "gather_positions",
    "gather_postings",
]
