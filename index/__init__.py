"""What makes and keeps the index: articles, analysis, segments, editions."""

from .article import Article, DatePrecision, DateSource
from .errors import (
    ArchiveCorruptError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    BadRecordError,
    BroadsheetError,
    FormatVersionError,
    NoEarlierEditionError,
    RevisionGoneError,
    SettingsError,
    SourceError,
    StoreError,
    UnreadableSourceError,
)

__all__ = [
    "ArchiveCorruptError",
    "ArchiveLockedError",
    "ArchiveNotFoundError",
    "Article",
    "BadRecordError",
    "BroadsheetError",
    "DatePrecision",
    "DateSource",
    "FormatVersionError",
    "NoEarlierEditionError",
    "RevisionGoneError",
    "SettingsError",
    "SourceError",
    "StoreError",
    "UnreadableSourceError",
]
