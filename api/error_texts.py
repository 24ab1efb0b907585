"""What each error means, when it comes and what cures it: the text of its page.

A test compares the codes with those of the errors that there are, and the reasons with
those that the code gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.exceptions import (
    BadRequest,
    LengthRequired,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from ..index import (
    ArchiveCorruptError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    ArchiveReadError,
    ArchiveWriteError,
    FormatVersionError,
    UnusableRecordError,
)
from ..search import (
    ArticleNotFoundError,
    CursorExpiredError,
    ParameterError,
    Problem,
    QuerySyntaxError,
    SearchTimeoutError,
    TooManyOccurrencesError,
)
from .errors import (
    BodyError,
    EncodingError,
    ForbiddenError,
    RepeatedParameterError,
    TooManyRequestsError,
    TooManyWritesError,
    UnauthorizedError,
    UnknownParameterError,
    WritingOffError,
)

_ARCHIVE = Path("var/archive")


@dataclass(frozen=True, slots=True)
class ErrorText:
    """The page of one error."""

    meaning: str
    when: str
    cure: str
    #: One that might come; None of what HTTP does not answer.
    example: Exception | None = None
    #: The codes that its ``errors`` may have, and what each means.
    reasons: Mapping[str, str] = field(default_factory=dict)


_QUERY_REASONS = {
    "bad_boost": "What follows ^ is no number above 0 and at most 1,000.",
    "bad_date": "What follows date: is no date.",
    "bad_edits": "What follows ~ of a word is not 1 or 2.",
    "bad_range": "A range is not written [2016-07 TO 2017], or ends before it begins.",
    "bad_slop": "What follows ~ of a phrase is no whole number that it may be.",
    "empty_group": "Nothing stands between two parentheses.",
    "empty_phrase": "Nothing stands between two quotes.",
    "field_needs_word": "Nothing that the field can be searched for follows it.",
    "fuzzy_wildcard": "A word has both a wildcard and ~.",
    "misplaced_sign": "A + or - stands where it says nothing.",
    "missing_operand": "AND, OR or NOT lacks what it joins.",
    "nested_field": "A field stands inside another field.",
    "query_too_long": "The query has more than 2,000 characters.",
    "short_prefix": "Fewer than two letters stand before the first wildcard.",
    "too_deep": "Parentheses and negations stand more than 20 deep in one another.",
    "too_many_clauses": "The query has more than 64 words, phrases and ranges.",
    "too_many_edits": "A misspelled word may differ by 2 letters at most.",
    "unbalanced_parenthesis": "A parenthesis is never opened or never closed.",
    "unbalanced_quote": "A quote is never closed.",
    "unknown_field": "No field has this name.",
    "word_too_long": "A word has more than 255 characters.",
}
_PARAMETER_REASONS = {
    "another_id": "The article's id is another than that of the address.",
    "bad_cursor": "The cursor is none that was given here.",
    "bad_date": "The value is no date.",
    "bad_value": "The value is none of those that may be given.",
    "conflicting_parameters": "Two parameters say different things; give one.",
    "cursor_of_another_query": "The cursor continues another search.",
    "empty_range": "The range ends before it begins.",
    "missing_parameter": "The parameter must be given.",
    "no_words": "The query has no words to list the places of.",
    "not_a_flag": "The value is neither true nor false.",
    "not_a_number": "The value is no whole number.",
    "not_text": "The value is no text.",
    "not_texts": "The value is neither a text nor a list of texts.",
    "parameter_in_url": "Parameters of a POST stand in its body alone.",
    "too_many_buckets": "The timeline would be too long; ask for a longer interval.",
}
_BODY_REASONS = {
    "invalid_json": "The body is not JSON; `at` is the place.",
    "invalid_utf8": "The body is not UTF-8.",
    "not_an_object": "The body is JSON, but no object.",
}

_LATER = "Try again after the seconds that Retry-After says."
_OPERATOR = (
    "It is for those who run the server: its log says what is wrong, under the "
    "request's id. Clients try again after the seconds that Retry-After says."
)
_NOT_OVER_HTTP = "In Python and on the command line; no HTTP request is answered so."

#: By code, in the order of the list.
ERROR_TEXTS: Mapping[str, ErrorText] = {
    "invalid_query": ErrorText(
        "The query cannot be read.",
        "With `syntax=strict`, which is the default, wherever a parameter `q` is a "
        "query. Nothing was searched.",
        "`errors` says what is wrong, where in `q` (in code points), and often gives a "
        "query that can be read as `suggestion`. With `syntax=lenient` such a query is "
        "repaired, and each repair is a warning.",
        QuerySyntaxError(
            Problem(
                "q",
                "unbalanced_parenthesis",
                "This parenthesis is never closed; add ')' or quote the text.",
                (0, 1),
                "oil",
            )
        ),
        _QUERY_REASONS,
    ),
    "invalid_parameter": ErrorText(
        "A parameter has a value that cannot be used.",
        "A value has the wrong type, is not one of those that may be given, or does "
        "not go with another parameter. All that is wrong is told at once.",
        "`errors` names each parameter and what would do.",
        ParameterError(
            Problem(
                "per_page",
                "bad_value",
                "per_page cannot be 1000; give a number from 1 to 100",
            )
        ),
        _PARAMETER_REASONS,
    ),
    "unknown_parameter": ErrorText(
        "There is no parameter of this name here.",
        "A name in the URL or body is none that the address takes. Nothing is "
        "ignored, because a filter that is would widen the search in silence.",
        "Correct the name: `suggestion` is the nearest one. The addresses and their "
        "parameters are listed in the description.",
        UnknownParameterError(
            Problem(
                "sorce",
                "unknown_parameter",
                "there is no parameter 'sorce'; did you mean 'source'?",
                suggestion="source",
            )
        ),
        {"unknown_parameter": "There is no such parameter."},
    ),
    "repeated_parameter": ErrorText(
        "A parameter that takes one value was given more.",
        "A name stands in the URL, or in an object of the body, more than once, and "
        "is none of a filter or list.",
        "Give it once.",
        RepeatedParameterError(
            Problem(
                "page", "repeated_parameter", "page takes one value and was given 2"
            )
        ),
        {"repeated_parameter": "The parameter was given more than once."},
    ),
    "too_many_occurrences": ErrorText(
        "The concordance would be too long.",
        "What is asked for stands in more than 100,000 places; no part is given.",
        "Ask for rarer words or a phrase, or narrow it by dates and filters.",
        TooManyOccurrencesError(100_000),
        {"too_many_occurrences": "What is asked for stands in too many places."},
    ),
    "invalid_encoding": ErrorText(
        "The address is not UTF-8.",
        "A part of the path or query string is not UTF-8 once percent-decoded.",
        "Percent-encode the bytes of the text in UTF-8: é is %C3%A9.",
        EncodingError(
            Problem(
                "q",
                "invalid_utf8",
                "q is not UTF-8 from its byte 0 on; percent-encode it as UTF-8",
            )
        ),
        {"invalid_utf8": "The bytes are not UTF-8."},
    ),
    "invalid_body": ErrorText(
        "The body is not one JSON object.",
        "The body of a POST or PUT is no JSON, no object, or not UTF-8.",
        "Send one JSON object in UTF-8; `detail` names the place.",
        BodyError(
            Problem(
                "body",
                "invalid_json",
                "the body is not JSON: Expecting property name enclosed in double "
                "quotes at column 2",
                (1, 2),
            )
        ),
        _BODY_REASONS,
    ),
    "bad_request": ErrorText(
        "The request cannot be read.",
        "What was sent is no HTTP request that can be understood, or broke off.",
        "Send it again with another client.",
        BadRequest("The request cannot be read."),
    ),
    "unauthorized": ErrorText(
        "A key is needed.",
        "No key was sent where one is needed, or the one that was is not known. A "
        "wrong key is refused even where none is needed.",
        "Send a key as `Authorization: Bearer KEY`; to read, it may also be the "
        "password of HTTP Basic. See WWW-Authenticate.",
        UnauthorizedError(
            "A key is needed here: send it as Authorization: Bearer KEY."
        ),
    ),
    "forbidden": ErrorText(
        "The key may not do this.",
        "A key that may read was sent to change an article.",
        "Use a key that may write: `broadsheet key NAME --scope write` makes one.",
        ForbiddenError("The key newsroom may read, but not write."),
    ),
    "writing_off": ErrorText(
        "Articles cannot be changed here.",
        "The server has no key that may write, and so nobody may.",
        "Those who run the server make a key by `broadsheet key` and name its file in "
        "BROADSHEET_KEYS.",
        WritingOffError(
            "Articles cannot be changed here: the server has no key that may write. "
            "'broadsheet key' makes one."
        ),
    ),
    "article_not_found": ErrorText(
        "No article has this id.",
        "The article was never there, or was deleted or left out of a rebuild.",
        "Search for it. An id in a path is one percent-encoded piece: a/b is a%2Fb.",
        ArticleNotFoundError("harbour-1"),
    ),
    "not_found": ErrorText(
        "There is nothing at this address.",
        "The path is none of those in the description.",
        "Correct the path. That a search finds nothing is no error: it answers 200.",
        NotFound("There is no address /v1/serach here."),
    ),
    "method_not_allowed": ErrorText(
        "The address does not take that method.",
        "Such as a DELETE of a search.",
        "Use one that the Allow header lists.",
        MethodNotAllowed(["GET", "HEAD", "OPTIONS", "POST"]),
    ),
    "cursor_expired": ErrorText(
        "The revision that the cursor continues is gone.",
        "Ten minutes after a cursor was last used, or when the archive was rebuilt "
        "twice, what it saw may be removed.",
        "Run the search again from its first page.",
        CursorExpiredError("2.1"),
    ),
    "length_required": ErrorText(
        "The body has no length.",
        "The body comes in chunks, and the server cannot tell where it ends.",
        "Send it with a Content-Length.",
        LengthRequired("Send the body with a Content-Length, not in chunks."),
    ),
    "precondition_failed": ErrorText(
        "The change was not made, because the request sets a condition.",
        "A PUT, POST or DELETE has If-Match or If-None-Match, and changes take no "
        "conditions.",
        "Send it without them; to keep what may be there, look first.",
        PreconditionFailed(
            "A change takes no conditions and was not made; send it without "
            "If-Match and If-None-Match."
        ),
    ),
    "body_too_large": ErrorText(
        "The body is too large.",
        "One of parameters or of one article has more than 1 MiB, one of many "
        "articles more than 32 MiB, unless the server is set otherwise.",
        "Send articles in several requests, or add them by `broadsheet add`.",
        RequestEntityTooLarge("A body may have at most 1,048,576 bytes."),
    ),
    "unsupported_media_type": ErrorText(
        "The body has a type that is not taken.",
        "Its Content-Type is missing or another than the address takes, it is not in "
        "UTF-8, or it is compressed.",
        "Send application/json; many articles as application/x-ndjson.",
        UnsupportedMediaType(
            "Send the body as UTF-8 JSON, with Content-Type: application/json."
        ),
    ),
    "unusable_record": ErrorText(
        "The article cannot be kept.",
        "A field has the wrong type, or the id is unusable. A date that cannot be "
        "read is no such reason.",
        "`detail` names the field, what was found there and what would do.",
        UnusableRecordError("title: found a number; write it as a string"),
    ),
    "search_timeout": ErrorText(
        "The search took too long.",
        "It was given up after two seconds, unless the server is set otherwise. There "
        "is no partial answer.",
        "Ask for rarer words or longer prefixes. " + _LATER,
        SearchTimeoutError(2.0),
    ),
    "too_many_requests": ErrorText(
        "The server is busy.",
        "It answers as many requests as it takes at once; this one was not begun.",
        _LATER,
        TooManyRequestsError("32 requests are being answered; try again soon."),
    ),
    "too_many_writes": ErrorText(
        "Too many changes are being made.",
        "The process makes as many already as it takes, half of the requests that it "
        "answers at once, or they wait for another writer; this one was not taken.",
        _LATER + " Many articles are written fastest in one body, a line each.",
        TooManyWritesError("16 changes are being made or wait; try again soon."),
    ),
    "archive_locked": ErrorText(
        "Another writer is at work on the archive.",
        "A change waited for a minute, while a rebuild, say, held the archive. Nothing "
        "was changed. Searches go on.",
        _LATER,
        ArchiveLockedError(_ARCHIVE, "rebuild", 60.0),
    ),
    "archive_not_found": ErrorText(
        "There is no archive.",
        "Its folder is empty or gone.",
        _OPERATOR,
        ArchiveNotFoundError(_ARCHIVE),
    ),
    "archive_corrupt": ErrorText(
        "A file of the archive cannot be trusted.",
        "A checksum or a law of the format does not hold, and no sound revision is "
        "left to serve. Nothing was deleted.",
        _OPERATOR + " `broadsheet check` tells what is damaged.",
        ArchiveCorruptError(_ARCHIVE, "damaged"),
    ),
    "archive_read": ErrorText(
        "The system refuses to read the archive.",
        "No permission, too many open files, a bad disk.",
        _OPERATOR,
        ArchiveReadError(_ARCHIVE, "denied"),
    ),
    "archive_write": ErrorText(
        "The system refuses to write the archive.",
        "The disk is full or read-only, or permission lacks. Nothing was changed.",
        _OPERATOR,
        ArchiveWriteError(_ARCHIVE, "disk full"),
    ),
    "format_version": ErrorText(
        "The archive was written by another version.",
        "This version cannot read its format.",
        _OPERATOR + " `broadsheet rebuild` without files makes the archive anew.",
        FormatVersionError(_ARCHIVE, 1, 2),
    ),
    "internal_error": ErrorText(
        "The server failed.",
        "Something went wrong that should not have.",
        "Report it with the request's id: the server's log has the details under it.",
        RuntimeError(),
    ),
    "invalid_request": ErrorText(
        "What was asked cannot be read.",
        "The common kind of the errors of a request; each has a code of its own.",
        "`errors` says what is wrong.",
    ),
    "search_error": ErrorText(
        "A search could not be answered.",
        "The common kind of the errors of a search; each has a code of its own. "
        + _NOT_OVER_HTTP,
        "See the code.",
    ),
    "store_error": ErrorText(
        "The archive on disk could not do what was asked.",
        "The common kind of the errors of the archive; each has a code of its own.",
        _OPERATOR,
    ),
    "source_error": ErrorText(
        "Articles could not be read.",
        "The common kind of the errors of sources. " + _NOT_OVER_HTTP,
        "See the code.",
    ),
    "unreadable_source": ErrorText(
        "A source cannot be opened, decompressed or recognised.",
        _NOT_OVER_HTTP,
        "The message names the file and what is wrong with it.",
    ),
    "bad_record": ErrorText(
        "A record of a source cannot become an article.",
        _NOT_OVER_HTTP,
        "The message names file, line and reason; correct the record.",
    ),
    "bad_setting": ErrorText(
        "A setting has a value that cannot be used.",
        _NOT_OVER_HTTP,
        "The message names the setting and what would do.",
    ),
    "revision_gone": ErrorText(
        "The revision asked for is no longer kept.",
        _NOT_OVER_HTTP + " Over HTTP it is `cursor_expired`.",
        "Search again.",
    ),
    "cannot_resume": ErrorText(
        "An unfinished rebuild is for something else.",
        _NOT_OVER_HTTP + " Nothing of it was removed.",
        "Run the rebuild again without --resume.",
    ),
    "no_earlier_edition": ErrorText(
        "There is no earlier edition to roll back to.",
        _NOT_OVER_HTTP,
        "Restore a backup, or rebuild from the sources.",
    ),
    "bad_backup": ErrorText(
        "A file is no backup, or is damaged.",
        _NOT_OVER_HTTP + " Nothing was restored.",
        "Use another backup.",
    ),
    "archive_exists": ErrorText(
        "There is something where an archive is to be restored.",
        _NOT_OVER_HTTP + " It was not touched.",
        "Restore into a folder that is not there yet.",
    ),
    "broadsheet_error": ErrorText(
        "The common kind of all errors of Broadsheet.",
        "Each has a code of its own. " + _NOT_OVER_HTTP,
        "See the code.",
    ),
}
