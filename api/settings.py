"""ServerSettings: what a server of one archive is started with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..index import SettingsError
from .blueprint import MAX_BODY_BYTES, MAX_REQUESTS
from .keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

N = TypeVar("N", int, float)

DEADLINE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The archive to serve and the bounds of a request.

    :raises SettingsError: if a bound is not above zero.
    """

    archive: Path
    #: Seconds until a search is given up.
    deadline_seconds: float = DEADLINE_SECONDS
    #: Bytes of a POST's body.
    max_body_bytes: int = MAX_BODY_BYTES
    #: Requests that each process answers at once.
    max_requests: int = MAX_REQUESTS
    #: The file of keys; None lets all read and nobody write.
    keys: Path | None = None
    #: Whether the log tells what is searched for.
    log_queries: bool = False

    def __post_init__(self) -> None:
        for name in ("deadline_seconds", "max_body_bytes", "max_requests"):
            _check(name, getattr(self, name))

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> ServerSettings:
        """Return the settings in *environ*.

        ``BROADSHEET_ARCHIVE`` is the archive's folder; ``BROADSHEET_DEADLINE``
        (seconds), ``BROADSHEET_MAX_BODY`` (bytes), ``BROADSHEET_MAX_REQUESTS``,
        ``BROADSHEET_KEYS`` (a file) and ``BROADSHEET_LOG_QUERIES`` (1 or 0) may be
        left out.

        :raises SettingsError: if the folder is not named or a number is none.
        """
        archive = environ.get("BROADSHEET_ARCHIVE", "")
        if not archive:
            raise SettingsError(
                "BROADSHEET_ARCHIVE", "is not set; set it to the archive's folder"
            )
        keys = environ.get("BROADSHEET_KEYS", "")
        return cls(
            Path(archive),
            _number(float, environ, "BROADSHEET_DEADLINE", DEADLINE_SECONDS),
            _number(int, environ, "BROADSHEET_MAX_BODY", MAX_BODY_BYTES),
            _number(int, environ, "BROADSHEET_MAX_REQUESTS", MAX_REQUESTS),
            Path(keys) if keys else None,
            _flag(environ, "BROADSHEET_LOG_QUERIES"),
        )

    def read_keys(self) -> Keys:
        """Return the keys that there are; those of no file are none.

        :raises SettingsError: if the file cannot be read, or a line of it is no key.
        """
        return Keys() if self.keys is None else Keys.read(self.keys)


def _number(
    kind: Callable[[str], N], environ: Mapping[str, str], name: str, default: N
) -> N:
    text = environ.get(name, "")
    if not text:
        return default
    try:
        number = kind(text)
    except ValueError:
        raise SettingsError(name, f"must be a number, not {text!r}") from None
    _check(name, number)
    return number


def _flag(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "0")
    if text not in ("0", "1"):
        raise SettingsError(name, f"must be 1 or 0, not {text!r}")
    return text == "1"


def _check(name: str, number: float) -> None:
    if not (math.isfinite(number) and number > 0):
        raise SettingsError(name, f"must be above zero, not {number!r}")
