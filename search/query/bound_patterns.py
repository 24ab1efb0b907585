"""The bounds of a date range as regular expressions: exact, for those without us.

They match what is a bound and nothing else, in what the dialects of regular
expressions have in common: JSON Schema and forms can check a request by them.
"""

from __future__ import annotations

from .bounds import DAYS_OF_UNIT, LONGEST_DAYS

_MOST_DIGITS = 7

_YEAR = (
    "([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"  # not 0000
)
_LEAP_YEAR = (
    "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
)
_DAY = (
    f"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)"
)
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"T{_CLOCK}(:[0-5][0-9](\.[0-9]{{1,9}})?)?(Z|[+-]{_CLOCK})?"


def _up_to(most: int) -> str:
    """Return the pattern of the numbers to *most*, in at most seven digits."""
    digits = str(most)
    size = len(digits)
    shapes = [f"[0-9]{{1,{size - 1}}}"]
    for place, digit in enumerate(digits):
        rest = size - place - 1
        if digit != "0":
            lower = f"[0-{int(digit) - 1}]" if digit > "1" else "0"
            shapes.append(digits[:place] + lower + f"[0-9]{{{rest}}}" * (rest > 0))
    return f"0{{0,{_MOST_DIGITS - size}}}({'|'.join([*shapes, digits])})"


_RELATIVE = "|".join(
    _up_to(int(LONGEST_DAYS / days)) + unit for unit, days in DAYS_OF_UNIT.items()
)
#: A span before now, such as ``7d``: what :func:`~.bounds.is_relative` tells.
RELATIVE_PATTERN = f"^({_RELATIVE})$"
#: A date, a time or a span before now: what :func:`~.bounds.is_bound` tells.
BOUND_PATTERN = f"^({_YEAR}(-(0[1-9]|1[0-2]))?|{_DAY}({_TIME})?|{_RELATIVE})$"
