"""The version of the analysis, written into every segment."""

from __future__ import annotations

#: Raised whenever the same text would give other forms, positions or offsets.
ANALYSIS_VERSION: int = 1
