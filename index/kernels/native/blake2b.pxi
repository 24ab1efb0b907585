# BLAKE2b without a key (RFC 7693), of what lies in memory as a whole.

from libc.string cimport memset

cdef uint64_t BLAKE_START[8]
BLAKE_START[0] = 0x6A09E667F3BCC908
BLAKE_START[1] = 0xBB67AE8584CAA73B
BLAKE_START[2] = 0x3C6EF372FE94F82B
BLAKE_START[3] = 0xA54FF53A5F1D36F1
BLAKE_START[4] = 0x510E527FADE682D1
BLAKE_START[5] = 0x9B05688C2B3E6C1F
BLAKE_START[6] = 0x1F83D9ABFB41BD6B
BLAKE_START[7] = 0x5BE0CD19137E2179

cdef enum:
    BLAKE_BLOCK = 128
    # Without a key, the fan-out and the depth of a hash that is no tree.
    BLAKE_PARAMETERS = 0x01010000

cdef extern from *:
    """
    #include <stdint.h>

    #define BLAKE_TURN(x, n) (((x) >> (n)) | ((x) << (64 - (n))))
    #define BLAKE_MIX(a, b, c, d, x, y) \\
        a += b + m[x]; d = BLAKE_TURN(d ^ a, 32); c += d; b = BLAKE_TURN(b ^ c, 24); \\
        a += b + m[y]; d = BLAKE_TURN(d ^ a, 16); c += d; b = BLAKE_TURN(b ^ c, 63);
    /* One round: the columns, then the diagonals, by the words s0 to s15. */
    #define BLAKE_ROUND(s0, s1, s2, s3, s4, s5, s6, s7, \\
                        s8, s9, s10, s11, s12, s13, s14, s15) \\
        BLAKE_MIX(v0, v4, v8, v12, s0, s1) BLAKE_MIX(v1, v5, v9, v13, s2, s3) \\
        BLAKE_MIX(v2, v6, v10, v14, s4, s5) BLAKE_MIX(v3, v7, v11, v15, s6, s7) \\
        BLAKE_MIX(v0, v5, v10, v15, s8, s9) BLAKE_MIX(v1, v6, v11, v12, s10, s11) \\
        BLAKE_MIX(v2, v7, v8, v13, s12, s13) BLAKE_MIX(v3, v4, v9, v14, s14, s15)

    static void blake_compress(uint64_t *h, const uint64_t *start, const uint64_t *m,
                               uint64_t count, uint64_t last) {
        uint64_t v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3];
        uint64_t v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
        uint64_t v8 = start[0], v9 = start[1], v10 = start[2], v11 = start[3];
        uint64_t v12 = start[4] ^ count, v13 = start[5];
        uint64_t v14 = start[6] ^ last, v15 = start[7];
        BLAKE_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        BLAKE_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
        BLAKE_ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
        BLAKE_ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
        BLAKE_ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
        BLAKE_ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
        BLAKE_ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
        BLAKE_ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
        BLAKE_ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
        BLAKE_ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
        BLAKE_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        BLAKE_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
        h[0] ^= v0 ^ v8; h[1] ^= v1 ^ v9; h[2] ^= v2 ^ v10; h[3] ^= v3 ^ v11;
        h[4] ^= v4 ^ v12; h[5] ^= v5 ^ v13; h[6] ^= v6 ^ v14; h[7] ^= v7 ^ v15;
    }
    """
    void blake_compress(
        uint64_t* state,
        const uint64_t* start,
        const uint64_t* block,
        uint64_t count,
        uint64_t last,
    ) noexcept nogil


cdef void blake2b(
    const char* data, size_t size, size_t digest_size, char* digest
) noexcept nogil:
    """Write the first *digest_size* bytes of the hash, which depends on their number."""
    cdef uint64_t state[8]
    cdef uint64_t block[16]
    cdef size_t done = 0
    memcpy(state, BLAKE_START, sizeof(state))
    state[0] ^= <uint64_t>BLAKE_PARAMETERS ^ digest_size
    while size - done > BLAKE_BLOCK:
        memcpy(block, data + done, BLAKE_BLOCK)
        done += BLAKE_BLOCK
        blake_compress(state, BLAKE_START, block, done, 0)
    memset(block, 0, BLAKE_BLOCK)
    memcpy(block, data + done, size - done)
    blake_compress(state, BLAKE_START, block, size, <uint64_t>-1)
    memcpy(digest, state, digest_size)
