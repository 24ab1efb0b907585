from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..plain.sketches import COMPARED as COMPARED
from ..plain.sketches import KEYS as KEYS
from ..plain.sketches import LEAST_TOKENS as LEAST_TOKENS
from ..plain.sketches import ROW as ROW
from ..plain.sketches import hash_forms as hash_forms
from ..plain.sketches import sketch_texts as sketch_texts

class Sketches:
    def __init__(self, parts: Sequence[NDArray[np.uint32]]) -> None: ...
    def __len__(self) -> int: ...
    def tokens(self) -> NDArray[np.uint32]: ...
    def are_copies(self, one: int, other: int) -> bool: ...
    def pairs(
        self, order: NDArray[np.uint32], parts: int
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]: ...
