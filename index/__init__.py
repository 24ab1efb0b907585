"""What makes and keeps the index: articles, analysis, segments, editions."""

from .analysis import (
    ANALYSIS_VERSION,
    LANGUAGES,
    Tokens,
    capitalisations,
    fold,
    fold_value,
    is_acronym,
    query_tokens,
    stem_key,
    tokenize,
)
from .article import Article, DatePrecision, DateSource
from .backup import back_up_archive
from .changes import Changed, Changes
from .check import Fault, check_archive
from .checkpoint import Resumable
from .cleaning import NO_CLEANING, STEPS, Cleaner, Cleaning
from .codec.deletions import Live
from .codec.layout import SegmentFile
from .codec.open_segment import OpenSegment
from .codec.stored import StoredArticle
from .codec.stories import own_keys
from .columns import Columns
from .dates import DAY, DateKind, date_span, parse_date
from .documents import Document, plain_document
from .errors import (
    ArchiveCorruptError,
    ArchiveExistsError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArchiveReadError,
    ArchiveWriteError,
    BackupError,
    BadRecordError,
    BroadsheetError,
    CannotResumeError,
    FormatVersionError,
    NoEarlierEditionError,
    RevisionGoneError,
    SettingsError,
    SourceError,
    StoreError,
    UnreadableSourceError,
    UnusableRecordError,
)
from .expansion import fuzzy_forms, literal_prefix, wildcard_forms
from .field_mapping import FieldMapping
from .gate import Reading, reading
from .identity import MAX_ID_BYTES
from .kernels.choice import Kernels, load_kernels
from .manifest import BackupReport
from .outcomes import Deletion, Rollback, StoreStats
from .preview import preview
from .profile import Profile, parse_profile, read_profile
from .readers import Leaf
from .records import article_from_record, article_to_record
from .report import Example, Rejection, Report
from .restoring import restore_archive
from .settings import ArchiveSettings
from .snapshot import Snapshot
from .sources import (
    Format,
    Mark,
    Ordered,
    ParserPool,
    RejectsFile,
    Source,
    entries_to_read,
    open_source,
    read_source,
    refuse_archive,
    refused_file,
)
from .store import Store
from .vocabulary import SegmentVocabulary
from .writer import Outcome
from .zones import find_zone, zone_names

__all__ = [
    "ANALYSIS_VERSION",
    "DAY",
    "LANGUAGES",
    "MAX_ID_BYTES",
    "NO_CLEANING",
    "STEPS",
    "ArchiveCorruptError",
    "ArchiveExistsError",
    "ArchiveLockedError",
    "ArchiveNotFoundError",
    "ArchiveReadError",
    "ArchiveSettings",
    "ArchiveWriteError",
    "Article",
    "BackupError",
    "BackupReport",
    "BadRecordError",
    "BroadsheetError",
    "CannotResumeError",
    "Changed",
    "Changes",
    "Cleaner",
    "Cleaning",
    "Columns",
    "DateKind",
    "DatePrecision",
    "DateSource",
    "Deletion",
    "Document",
    "Example",
    "Fault",
    "FieldMapping",
    "Format",
    "FormatVersionError",
    "Kernels",
    "Leaf",
    "Live",
    "Mark",
    "NoEarlierEditionError",
    "OpenSegment",
    "Ordered",
    "Outcome",
    "ParserPool",
    "Profile",
    "Reading",
    "Rejection",
    "RejectsFile",
    "Report",
    "Resumable",
    "RevisionGoneError",
    "Rollback",
    "SegmentFile",
    "SegmentVocabulary",
    "SettingsError",
    "Snapshot",
    "Source",
    "SourceError",
    "Store",
    "StoreError",
    "StoreStats",
    "StoredArticle",
    "Tokens",
    "UnreadableSourceError",
    "UnusableRecordError",
    "article_from_record",
    "article_to_record",
    "back_up_archive",
    "capitalisations",
    "check_archive",
    "date_span",
    "entries_to_read",
    "find_zone",
    "fold",
    "fold_value",
    "fuzzy_forms",
    "is_acronym",
    "literal_prefix",
    "load_kernels",
    "open_source",
    "own_keys",
    "parse_date",
    "parse_profile",
    "plain_document",
    "preview",
    "query_tokens",
    "read_profile",
    "read_source",
    "reading",
    "refuse_archive",
    "refused_file",
    "restore_archive",
    "stem_key",
    "tokenize",
    "wildcard_forms",
    "zone_names",
]
