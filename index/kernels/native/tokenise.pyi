from array import array

import numpy as np
from numpy.typing import NDArray

CASED: int
UNCASED: int
RUN: int

class RawTokenizer:
    def __init__(self) -> None: ...
    def read(
        self, blob: bytes, bounds: NDArray[np.uint64], kinds: bytes
    ) -> NDArray[np.uint32]: ...
    def words(self, first: int = 0) -> tuple[list[str], bytes]: ...
    def lowered(self, first: int = 0) -> list[str | None]: ...
    def columns(
        self, forms: array[int], spellings: array[int]
    ) -> tuple[
        NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint32], NDArray[np.uint32]
    ]: ...
