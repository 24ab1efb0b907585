"""ArchiveSettings: what an edition was built with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """How articles without their own word on it are read.

    :raises SettingsError: if the language has no stemmer here or the zone is
        not an IANA name.
    """

    #: The language whose stems join forms where a query names none; one of
    #: :data:`~.analysis.LANGUAGES`, or ``none``.
    language: str = "en"
    #: The IANA zone of naive times and of queries that name none.
    timezone: str = "UTC"
