"""Steps: what cleaning is made of, and which of them are taken."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Self

from ..errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Each step and what it does, in order.
STEPS = {
    "encoding": "bytes that are not UTF-8 are read as what they declare or seem to be",
    "mojibake": "text that was once read in a wrong encoding is repaired",
    "control_characters": "characters that no reader sees are taken out",
    "markup": "HTML and entities become text",
    "unicode": "characters are composed (NFC)",
    "repeated_body": "a body that stands twice is kept once",
    "link_lists": "lists of links at the end are cut, and kept in extra",
    "title": "a missing title is taken from the text",
    "language": "a missing language is told from the text",
    "dateline": "a missing date is taken from the head of the text",
    "url_date": "a missing date is taken from the address",
}
#: Those that are taken for articles of every format unless they are left out.
DEFAULT_STEPS = frozenset(
    (
        "encoding",
        "control_characters",
        "markup",
        "unicode",
        "repeated_body",
        "link_lists",
        "title",
    )
)
#: Those that are taken as well for formats in which an article says little of itself.
UNTOLD_STEPS = frozenset(("language",))


@dataclass(frozen=True, slots=True)
class Cleaning:
    """Which steps are taken, and what they need to know."""

    #: Taken for every article.
    steps: frozenset[str] = DEFAULT_STEPS
    #: Taken for pages and plain text, where what they need is installed.
    untold_steps: frozenset[str] = UNTOLD_STEPS
    #: Further lines that a list of links begins with.
    link_list_phrases: tuple[str, ...] = ()

    def changed(
        self,
        clean: Iterable[str] = (),
        no_clean: Iterable[str] = (),
        phrases: Iterable[str] = (),
    ) -> Self:
        """Return this with the steps *clean* and without the steps *no_clean*.

        ``all`` names every step but ``mojibake``, which may harm what is right, and
        what makes dates of a text.

        :raises SettingsError: if there is no such step.
        """
        off, on = _known(no_clean), _known(clean)
        if both := sorted(off & on):
            reason = f"{both[0]} is to be taken and left out; say one of them"
            raise SettingsError("clean", reason)
        return type(self)(
            self.steps - off | on,
            self.untold_steps - off,
            (*self.link_list_phrases, *phrases),
        )


#: Nothing is changed.
NO_CLEANING = Cleaning(frozenset(), frozenset())


def _known(names: Iterable[str]) -> frozenset[str]:
    steps: set[str] = set()
    for given in names:
        name = given.strip().lower().replace("-", "_")
        if name == "all":
            steps |= DEFAULT_STEPS | UNTOLD_STEPS
        elif name in STEPS:
            steps.add(name)
        else:
            raise SettingsError("clean", _unknown(given.strip()))
    return frozenset(steps)


def _unknown(name: str) -> str:
    near = get_close_matches(name.lower().replace("-", "_"), STEPS, 1)
    cure = f"did you mean {near[0]!r}?" if near else "steps: " + ", ".join(STEPS)
    return f"there is no step {name!r}; {cure}"
