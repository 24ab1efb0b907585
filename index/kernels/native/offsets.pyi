import numpy as np
from numpy.typing import NDArray

def encode_offsets(
    starts: NDArray[np.uint32], ends: NDArray[np.uint32], counts: NDArray[np.uint32]
) -> tuple[
    NDArray[np.uint8], NDArray[np.uint64], NDArray[np.int32], NDArray[np.uint32]
]: ...
def decode_offsets(
    codes: NDArray[np.uint8],
    first_token: int,
    escape_tokens: NDArray[np.uint64],
    escape_gaps: NDArray[np.int32],
    escape_lengths: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]: ...
