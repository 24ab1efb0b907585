# How long the texts of a stored article are; see codec/stored.py.


cdef inline bint read_lengths(
    const char* data, Py_ssize_t size, uint32_t* lengths
) noexcept nogil:
    """Read the bytes of title and body; return whether so many are there."""
    if size < 8:
        return False
    memcpy(lengths, data, 8)
    return <uint64_t>lengths[0] + lengths[1] + 8 <= <uint64_t>size
