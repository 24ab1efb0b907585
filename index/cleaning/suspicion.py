"""Suspicion: what may be to be cleaned in an article, found out in little time.

Nearly all articles are tidy, and a look at their bytes says so. Where it does not, a
step looks closer; a step that is not suspected would change nothing.
"""

from __future__ import annotations

from enum import IntFlag


class Suspicion(IntFlag):
    """What may be to be cleaned; each is a bit of what the kernels return."""

    #: Control characters.
    CONTROL = 1
    #: Markup or entities.
    MARKUP = 2
    #: Characters that are not composed.
    FORM = 4
    #: A body that stands twice.
    REPETITION = 8
    #: A line that a list of links may begin with.
    LINKS = 16
    #: A body without a title.
    TITLE = 32


#: Every step looks for itself.
ALL = Suspicion(63)
