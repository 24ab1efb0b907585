"""Stories: articles that are copies of each other, and what is told of one.

A story is named by a number, in JSON and parameters by its sixteen hexadecimal digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..index import fold_value
from .checks import Rule, bad_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .errors import Problem

#: The only filter that is no field of articles.
STORY = "story"
_PATTERN = "^[0-9a-f]{16}$"
_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)


class Member(NamedTuple):
    """An article of a story that was found."""

    #: As in :class:`~.engine.Row`.
    docnum: int
    id: str
    source: str | None
    #: When its date starts, in microseconds since 1970; None if undated.
    instant: int | None


class Story(NamedTuple):
    """What was found of the story of a row, which is one of several articles of it."""

    key: int
    #: Articles that were found besides the row.
    copies: int
    #: Their sources, the row's own left out, from the first to be published on.
    sources: tuple[str, ...]
    #: The engine's number of the first to be published, which may be the row; None if
    #: none has a date.
    first: int | None


class Stories(NamedTuple):
    """The stories of what a plan found."""

    #: How many there are, articles that stand alone counted too.
    total: int
    #: By the engine's number of a row, of those that have copies.
    of_rows: Mapping[int, Story]


@dataclass(frozen=True, slots=True)
class FirstCopy:
    """The article of a story that was published first."""

    id: str
    source: str | None
    #: Its date, cut at its precision.
    published: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this article."""
        return {"id": self.id, "source": self.source, "published": self.published}


@dataclass(frozen=True, slots=True)
class HitStory:
    """The story of a hit, which stands for all articles of it that match."""

    #: To be given as ``story`` to search among the copies alone.
    id: str
    #: Articles that match besides the hit.
    copies: int
    #: Their sources, the hit's own left out, from the first to be published on.
    sources: tuple[str, ...]
    #: The one published first, which may be the hit; None if none has a date.
    first: FirstCopy | None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this story."""
        return {
            "id": self.id,
            "copies": self.copies,
            "sources": self.sources,
            "first": self.first and self.first.to_dict(),
        }


def tell_story(key: int, row: int, members: Iterable[Member]) -> Story:
    """Return what is told of a story at a row.

    :param row: the engine's number of one of the *members*.
    """
    ordered = sorted(members, key=_age)
    own = {
        fold_value(each.source)
        for each in ordered
        if each.docnum == row and each.source
    }
    sources: dict[str, str] = {}
    for each in ordered:
        if each.source and fold_value(each.source) not in own:
            sources.setdefault(fold_value(each.source), each.source)
    first = ordered[0].docnum if ordered[0].instant is not None else None
    return Story(key, len(ordered) - 1, tuple(sources.values()), first)


def story_id(key: int) -> str:
    """Return a story's name as text."""
    return f"{key:016x}"


def story_key(text: str) -> int | None:
    """Return the story of this name; None if it is no name."""
    return int(text, 16) if _ID.fullmatch(text) else None


def _check_story(name: str, value: Any) -> Sequence[Problem]:
    """Refuse a string that names no story."""
    if not isinstance(value, str) or _ID.fullmatch(value):
        return ()
    return [bad_value(name, value, "give the story.id of a hit")]


check_story = Rule(_check_story, {"pattern": _PATTERN})


def _age(member: Member) -> tuple[bool, int, str]:
    return member.instant is None, member.instant or 0, member.id
