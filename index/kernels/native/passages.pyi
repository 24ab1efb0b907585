from numpy import uint8
from numpy.typing import NDArray

from ..plain.passages import Numbers, Passage

def mark_text(
    starts: Numbers,
    ends: Numbers,
    firsts: Numbers,
    lasts: Numbers,
    patterns: Numbers,
    kinds: NDArray[uint8],
    words: Numbers,
) -> list[tuple[int, int]]: ...
def find_passages(
    text: str,
    starts: Numbers,
    ends: Numbers,
    firsts: Numbers,
    lasts: Numbers,
    patterns: Numbers,
    kinds: NDArray[uint8],
    words: Numbers,
    size: int,
    count: int,
) -> list[Passage]: ...
