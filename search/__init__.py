"""What answers a query; :class:`Archive` is the door to all of it."""

from ..index import ArchiveSettings, Article, BroadsheetError, Report
from .archive import Archive, Readiness
from .concordance import (
    CONCORDANCE_PARAMETERS,
    CONCORDANCE_RULES,
    Concordance,
    ConcordanceLine,
    ConcordanceRequest,
)
from .corrections import Correction
from .errors import (
    ArticleNotFoundError,
    CursorExpiredError,
    NoWordsError,
    ParameterError,
    Problem,
    QuerySyntaxError,
    RequestError,
    SearchError,
    SearchTimeoutError,
    TooManyOccurrencesError,
)
from .export import EXPORT_PARAMETERS, Export, export_request
from .export_text import (
    EXPORT_FORMATS,
    ExportFormat,
    ExportText,
    check_format,
    export_format,
)
from .fields import FieldInfo, FieldList
from .highlight import Snippet
from .hits_json import json_of_hits
from .no_hits import ClauseTotal, Nearest, NoHits
from .query import Limits, QueryWarning
from .query_reading import QueryReading
from .request import (
    ALLOWED,
    ARTICLE_FIELDS,
    FILTERS,
    PARAMETERS,
    SearchRequest,
    unknown_parameter,
)
from .results import (
    Bucket,
    Facet,
    FacetValue,
    Hit,
    QueryEcho,
    Results,
    ScorePart,
    Timeline,
)
from .service import HighlightedArticle
from .similar import SIMILAR_SIZE, Similar, SimilarHit
from .stories import FirstCopy, HitStory
from .suggest import SUGGEST_SIZE, Completion, SuggestedTitle, Suggestions

__all__ = [
    "ALLOWED",
    "ARTICLE_FIELDS",
    "CONCORDANCE_PARAMETERS",
    "CONCORDANCE_RULES",
    "EXPORT_FORMATS",
    "EXPORT_PARAMETERS",
    "FILTERS",
    "PARAMETERS",
    "SIMILAR_SIZE",
    "SUGGEST_SIZE",
    "Archive",
    "ArchiveSettings",
    "Article",
    "ArticleNotFoundError",
    "BroadsheetError",
    "Bucket",
    "ClauseTotal",
    "Completion",
    "Concordance",
    "ConcordanceLine",
    "ConcordanceRequest",
    "Correction",
    "CursorExpiredError",
    "Export",
    "ExportFormat",
    "ExportText",
    "Facet",
    "FacetValue",
    "FieldInfo",
    "FieldList",
    "FirstCopy",
    "HighlightedArticle",
    "Hit",
    "HitStory",
    "Limits",
    "Nearest",
    "NoHits",
    "NoWordsError",
    "ParameterError",
    "Problem",
    "QueryEcho",
    "QueryReading",
    "QuerySyntaxError",
    "QueryWarning",
    "Readiness",
    "Report",
    "RequestError",
    "Results",
    "ScorePart",
    "SearchError",
    "SearchRequest",
    "SearchTimeoutError",
    "Similar",
    "SimilarHit",
    "Snippet",
    "SuggestedTitle",
    "Suggestions",
    "Timeline",
    "TooManyOccurrencesError",
    "check_format",
    "export_format",
    "export_request",
    "json_of_hits",
    "unknown_parameter",
]
