"""Sources: files of articles in, one reader a format, plain or packed."""

from .formats import Format
from .opening import open_source, read_source
from .ordered import Mark, Ordered
from .parser_pool import ParserPool
from .passedover import entries_to_read, refuse_archive
from .rejects import RejectsFile
from .source import Source, refused_file

__all__ = [
    "Format",
    "Mark",
    "Ordered",
    "ParserPool",
    "RejectsFile",
    "Source",
    "entries_to_read",
    "open_source",
    "read_source",
    "refuse_archive",
    "refused_file",
]
