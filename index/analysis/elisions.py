"""The articles and small words that lose their vowel before another word."""

from __future__ import annotations

#: What stands before the apostrophe, in lower case. Left out on purpose are
#: words that are one with what follows: aujourd'hui, quelqu'un, presqu'île.
ELIDED = tuple(
    """
    c d j l m n qu s t jusqu lorsqu puisqu quoiqu
    agl all bell coll dagl dall degl dell gl negl nell pell quell quest sant
    sugl sull un v
    """.split()
)
