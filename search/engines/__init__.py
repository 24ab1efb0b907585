"""Engines: each executes plans over one snapshot of an archive."""

from .columnar import ColumnarEngine
from .reference import ReferenceEngine
from .snapshot_index import Indexes

__all__ = ["ColumnarEngine", "Indexes", "ReferenceEngine"]
