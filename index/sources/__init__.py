"""Sources: files of articles in, one reader a format, plain or packed."""

from .formats import Format
from .opening import open_source, read_source
from .rejects import RejectsFile
from .source import Source

__all__ = ["Format", "RejectsFile", "Source", "open_source", "read_source"]
