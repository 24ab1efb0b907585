"""The query language: text in, a tree with exact positions out, and back."""

from .limits import Limits
from .warning import QueryWarning

__all__ = ["Limits", "QueryWarning"]
