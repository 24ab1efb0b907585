"""Sources: files of articles in, one reader a format, plain or packed."""

from .formats import Format
from .rejects import RejectsFile
from .source import Source, open_source, read_source

__all__ = ["Format", "RejectsFile", "Source", "open_source", "read_source"]
