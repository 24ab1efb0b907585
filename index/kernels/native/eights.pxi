# Text eight bytes at a time, without the instructions of any one machine.

from libc.stdint cimport uint8_t, uint64_t

cdef extern from *:
    """
    #define EACH(byte) (0x0101010101010101ULL * (byte))

    #if defined(__GNUC__)
    #define PREFETCH(address) __builtin_prefetch(address)
    #define first_bit(bits) ((size_t)__builtin_ctzll(bits))
    #else
    #define PREFETCH(address) ((void)(address))
    static size_t first_bit(unsigned long long bits) {
        size_t first = 0;
        while (!(bits & 0xFF)) { bits >>= 8; first += 8; }
        while (!(bits & 1)) { bits >>= 1; first += 1; }
        return first;
    }
    #endif
    """
    const uint64_t EACH(int byte) noexcept nogil
    void PREFETCH(const void* address) noexcept nogil
    # The lowest bit that is on; there is one.
    size_t first_bit(uint64_t bits) noexcept nogil


cdef inline uint64_t eight(const uint8_t* at) noexcept nogil:
    # Compilers make one load of it.
    return (
        <uint64_t>at[0] | <uint64_t>at[1] << 8 | <uint64_t>at[2] << 16
        | <uint64_t>at[3] << 24 | <uint64_t>at[4] << 32 | <uint64_t>at[5] << 40
        | <uint64_t>at[6] << 48 | <uint64_t>at[7] << 56
    )


cdef inline uint64_t first_eight(const uint8_t* at, size_t size) noexcept nogil:
    """Return the first eight bytes, zeros behind *size*, which is not 0."""
    cdef uint64_t all = eight(at)
    return all & (~<uint64_t>0 >> (64 - 8 * min(size, <size_t>8)))


cdef inline uint64_t less_than(uint64_t word, int least) noexcept nogil:
    """Return the high bit of bytes less than *least*; those above the first may err."""
    return (word - EACH(least)) & ~word & EACH(0x80)


cdef inline uint64_t not_alphanumeric(uint64_t x) noexcept nogil:
    """Put on the high bit of each byte that is no letter or digit of ASCII."""
    cdef uint64_t low = x & ~EACH(0x80)
    cdef uint64_t lower = low | EACH(0x20)
    cdef uint64_t is_letter = (
        (lower + EACH(0x80 - c"a")) & ~(lower + EACH(0x7F - c"z"))
    )
    cdef uint64_t is_digit = (
        (low + EACH(0x80 - c"0")) & ~(low + EACH(0x7F - c"9"))
    )
    return (~(is_letter | is_digit) | x) & EACH(0x80)


cdef inline uint64_t not_plain(uint64_t x) noexcept nogil:
    """Put on the high bit of the first byte that is not ASCII or is a backtick."""
    cdef uint64_t other = x ^ EACH(c"`")
    return (x | (other - EACH(1)) & ~other) & EACH(0x80)


cdef inline uint64_t percents(uint64_t x) noexcept nogil:
    """Put on the high bit of each ``%``; perhaps of a ``$`` after one."""
    cdef uint64_t other = x ^ EACH(c"%")
    return (other - EACH(1)) & ~other & EACH(0x80)


cdef inline uint8_t gathered(uint64_t highs) noexcept nogil:
    """Return the high bits of eight bytes, the first byte's lowest."""
    return (highs >> 7) * <uint64_t>0x0102040810204080 >> 56


cdef inline size_t next_on(const uint8_t* bits, size_t at) noexcept nogil:
    """Return the first place from *at* on whose bit is on; there is one."""
    cdef uint64_t found = eight(bits + (at >> 3)) >> (at & 7)
    while found == 0:
        at = (at & ~<size_t>7) + 64
        found = eight(bits + (at >> 3))
    return at + first_bit(found)


cdef inline size_t next_off(const uint8_t* bits, size_t at) noexcept nogil:
    """Return the first place from *at* on whose bit is off; there is one."""
    cdef uint64_t found = ~eight(bits + (at >> 3)) >> (at & 7)
    while found == 0:
        at = (at & ~<size_t>7) + 64
        found = ~eight(bits + (at >> 3))
    return at + first_bit(found)


cdef inline size_t continuations(
    const uint8_t* text, size_t start, size_t end
) noexcept nogil:
    cdef size_t count = 0
    cdef size_t at
    for at in range(start, end):
        count += (text[at] & 0xC0) == 0x80
    return count
