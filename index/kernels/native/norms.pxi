# How frequencies count in texts of some length.

cdef enum:
    # Texts shorter than that have their norm in a table.
    SHORT = 2048
    # Lengths that differ little are of one class; a document's class is a byte.
    CLASSES = 32

# How much longer texts of the next class are, from an eighth of the mean on.
cdef double NEXT_CLASS = 1.14


@cython.final
cdef class Norm:
    """How occurrences in one field count: see ``search/scoring.py``."""

    cdef const uint32_t[::1] lengths
    cdef double weight
    # By length, what a frequency is divided by; of short texts.
    cdef double divisors[SHORT]
    cdef double base
    cdef double slope
    cdef double mean
    # By document, made when first asked for; and by class the least divisor in it.
    cdef uint8_t* classes
    cdef double leasts[CLASSES]

    def __init__(self, lengths, double weight, double b, double mean):
        cdef uint32_t length
        self.lengths = lengths
        self.weight = weight
        self.base = 1.0 - b
        self.slope = b
        self.mean = mean
        for length in range(SHORT):
            self.divisors[length] = self.base + self.slope * (length / mean)

    def __dealloc__(self):
        free(self.classes)

    cdef int classify(self) except -1:
        """Find the class of each document."""
        cdef uint32_t edges[CLASSES]
        cdef uint8_t short_classes[SHORT]
        cdef uint8_t* classes
        cdef double edge = self.mean / 8
        cdef Py_ssize_t i
        cdef uint32_t length
        if self.classes != NULL:
            return 0
        edges[0] = 0
        for i in range(1, CLASSES):
            edges[i] = <uint32_t>min(edge, <double>0x7FFFFFFF) + 1
            edge *= NEXT_CLASS
        for i in range(CLASSES):
            self.leasts[i] = self.base + self.slope * (<double>edges[i] / self.mean)
        for length in range(SHORT):
            short_classes[length] = class_of(edges, length)
        classes = <uint8_t*>malloc(max(self.lengths.shape[0], 1))
        if classes == NULL:
            raise MemoryError
        for i in range(self.lengths.shape[0]):
            length = self.lengths[i]
            if length < SHORT:
                classes[i] = short_classes[length]
            else:
                classes[i] = class_of(edges, length)
        self.classes = classes
        return 0


cdef inline uint8_t class_of(const uint32_t* edges, uint32_t length) noexcept:
    """Return the last class that begins at *length* or before."""
    cdef uint8_t found = CLASSES - 1
    while edges[found] > length:
        found -= 1
    return found
