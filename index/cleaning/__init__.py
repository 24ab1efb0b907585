"""Cleaning: an article's text out of what came with it, each step for itself."""

from .encoding import Decoded, decode

__all__ = ["Decoded", "decode"]
