"""The errors of a search, each under :class:`SearchError`.

::

    BroadsheetError
    +- SearchError
       +- RequestError             what was asked cannot be read; lists Problems
       |  +- QuerySyntaxError      the query itself
       |  +- ParameterError        any other parameter
       |  |  +- NoWordsError       a concordance of no words
       |  +- TooManyOccurrencesError  a concordance is too long
       +- CursorExpiredError       the revision of a cursor is gone
       +- ArticleNotFoundError     no article has this id
       +- SearchTimeoutError       the deadline passed
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..index import BroadsheetError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a request: what, where and how to cure it."""

    #: The parameter's name, as in HTTP, Python and on the command line.
    parameter: str
    #: A stable snake_case name, such as ``unbalanced_parenthesis``.
    code: str
    #: A sentence for the reader.
    detail: str
    #: Half-open span of code points in the parameter's value, if it has a place.
    at: tuple[int, int] | None = None
    #: A value that would work, if one can be told.
    suggestion: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this problem."""
        return {
            "parameter": self.parameter,
            "code": self.code,
            "at": list(self.at) if self.at else None,
            "detail": self.detail,
            "suggestion": self.suggestion,
        }


class SearchError(BroadsheetError):
    """A search could not be answered."""

    code = "search_error"


class RequestError(SearchError):
    """What was asked cannot be read; :attr:`problems` has at least one entry."""

    code = "invalid_request"

    def __init__(self, *problems: Problem) -> None:
        super().__init__(_joined([problem.detail for problem in problems]))
        #: Everything that is wrong, in the order of the request.
        self.problems = problems


def _joined(details: list[str]) -> str:
    """Return *details* as one text: sentences as they are, parts with semicolons."""
    text = "; ".join(details)
    return text.replace(".; ", ". ")


class QuerySyntaxError(RequestError):
    """The query cannot be read."""

    code = "invalid_query"


class ParameterError(RequestError):
    """A parameter is unknown or has an unusable value."""

    code = "invalid_parameter"


class NoWordsError(ParameterError):
    """A concordance is asked for by a query that has no word or phrase."""

    def __init__(self) -> None:
        detail = "a concordance is of words or phrases; put one into q"
        super().__init__(Problem("q", "no_words", detail))


class TooManyOccurrencesError(RequestError):
    """A concordance would have more lines than it may have; none is given."""

    code = "too_many_occurrences"

    def __init__(self, limit: int) -> None:
        super().__init__(
            Problem(
                "q",
                "too_many_occurrences",
                f"what is asked for stands in more than {limit:,} places; ask for "
                "rarer words or a phrase, or narrow it by dates and filters",
            )
        )
        #: How many lines there may be.
        self.limit = limit


class CursorExpiredError(SearchError):
    """The revision that a cursor continues is no longer kept."""

    code = "cursor_expired"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the cursor's revision {revision} is no longer kept; "
            "run the search again from its first page"
        )
        #: The revision, as ``edition.generation``.
        self.revision = revision


class ArticleNotFoundError(SearchError):
    """No article has the id asked for."""

    code = "article_not_found"

    def __init__(self, article_id: str) -> None:
        super().__init__(f"no article has the id {article_id!r}")
        #: The id that was asked for.
        self.article_id = article_id


class SearchTimeoutError(SearchError):
    """The search was given up at its deadline; there is no partial answer."""

    code = "search_timeout"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the search took longer than {seconds:g} s; "
            "ask for rarer words or longer prefixes"
        )
        #: The time that was allowed.
        self.seconds = seconds
