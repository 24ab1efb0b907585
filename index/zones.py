"""Time zones: by IANA name, and by the abbreviations that news copy uses."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from .errors import SettingsError

#: Hours east of UTC, for abbreviations that mean one offset in news copy.
#: Those that mean several (IST, AST, SST, ...) are left out on purpose.
_OFFSETS = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1,
    "BST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "SAST": 2,
    "PKT": 5, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
    "AWST": 8, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13, "BRT": -3, "ART": -3,
    "NST": -3.5, "NDT": -2.5, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
#: Abbreviations that leave summer time to the date.
_PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}


#: Files beside the zones that name no place, or mean the machine's own clock.
_NO_ZONES = ("right/", "posix/", "posixrules", "localtime", "Factory")


def find_zone(name: object) -> tzinfo | None:
    """Return the zone with the IANA *name*; None if there is none."""
    if not isinstance(name, str) or name.startswith(_NO_ZONES):
        return None
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone_names() -> list[str]:
    """Return every name that :func:`find_zone` finds, save other ways to write one."""
    return sorted(name for name in available_timezones() if find_zone(name))


def zone_of(name: str) -> tzinfo:
    """Return the zone with the IANA *name*.

    :raises SettingsError: if there is none; with the nearest name as the cure.
    """
    zone = find_zone(name)
    if zone is None:
        near = get_close_matches(str(name), sorted(available_timezones()), 1)
        cure = f"did you mean {near[0]!r}?" if near else "use one like 'Europe/London'"
        reason = f"{name!r} is not an IANA time zone; {cure}"
        raise SettingsError("timezone", reason)
    return zone


def zone_by_abbreviation(name: str) -> tzinfo | None:
    """Return what the abbreviation means in news copy, such as ``EST`` or ``ET``.

    None where it is unknown or stands for several zones.
    """
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    if name in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[name]), name)
    return None
