"""Engines: each executes plans over one snapshot of an archive."""

from .reference import ReferenceEngine

__all__ = ["ReferenceEngine"]
