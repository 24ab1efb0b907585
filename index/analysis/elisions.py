"""The articles and small words that lose their vowel before another word."""

from __future__ import annotations

#: What may stand before the apostrophe, in lower case, as alternatives of a
#: regular expression: French first, Italian after. Left out on purpose are the
#: beginnings of words that are one: aujourd'hui, quelqu'un, presqu'île.
ELIDED = (
    "c|d|j|l|m|n|qu|s|t|jusqu|lorsqu|puisqu|quoiqu"
    "|agl|all|bell|coll|dagl|dall|degl|dell|gl|negl|nell|pell|quell|quest|sant"
    "|sugl|sull|un|v"
)
