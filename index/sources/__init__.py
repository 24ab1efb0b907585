"""Sources: files of articles in, one reader a format, plain or packed."""

from .formats import Format
from .opening import open_source, read_source
from .ordered import Mark, Ordered
from .parser_pool import ParserPool
from .passedover import is_hidden, is_unfinished
from .rejects import RejectsFile
from .source import Source

__all__ = [
    "Format",
    "Mark",
    "Ordered",
    "ParserPool",
    "RejectsFile",
    "Source",
    "is_hidden",
    "is_unfinished",
    "open_source",
    "read_source",
]
