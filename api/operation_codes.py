"""The codes of the errors that operations share, by what they come from.

Those of keys, and of the server itself, belong to every operation and stand in none.
"""

from __future__ import annotations

#: Whatever may be wrong with the parameters of an address.
ASKED = ("invalid_parameter", "unknown_parameter", "repeated_parameter")
OF_URL = (*ASKED, "invalid_encoding")
OF_BODY = (
    *("invalid_body", "length_required", "body_too_large"),
    "unsupported_media_type",
)
OF_ARCHIVE = ("archive_not_found", "archive_corrupt", "archive_read", "format_version")
OF_SEARCH = ("search_timeout", *OF_ARCHIVE)
OF_WRITES = (
    *("unusable_record", "precondition_failed", "too_many_writes"),
    *("archive_locked", "archive_write"),
    *OF_ARCHIVE,
)
