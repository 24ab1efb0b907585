from ..plain.postings import (
    Inverted,
    Packed,
    invert,
    pack_postings,
    position_starts,
    unpack_docs,
    unpack_postings,
    unpack_terms,
)

__all__ = [
    "Inverted",
    "Packed",
    "invert",
    "pack_postings",
    "position_starts",
    "unpack_docs",
    "unpack_postings",
    "unpack_terms",
]
