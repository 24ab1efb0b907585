"""ArchiveSettings: what an edition was built with."""

from __future__ import annotations

from dataclasses import dataclass

from .analysis import LANGUAGES
from .errors import SettingsError
from .zones import zone_of

#: What ``language`` may be besides a key of :data:`~.analysis.LANGUAGES`.
NO_LANGUAGE = "none"


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

    def __post_init__(self) -> None:
        languages = (*LANGUAGES, NO_LANGUAGE)
        if self.language not in languages:
            known = ", ".join(languages)
            reason = f"{self.language!r} has no stemmer here; use one of {known}"
            raise SettingsError("language", reason)
        zone_of(self.timezone)

    @property
    def stem_languages(self) -> tuple[str, ...]:
        """The languages whose stem groups are kept in the index."""
        return () if self.language == NO_LANGUAGE else (self.language,)
