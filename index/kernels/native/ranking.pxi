# The documents with the greatest scores; of most others no score is computed.

cdef enum:
    # Documents whose bounds are added up together: a multiple of sixteen.
    SPAN = 8192
    # Parts of a score that are so many times as long as what was found are searched.
    DEARER = 8
    # Documents that are scored before the others are looked at again.
    BATCH = 64
    # Of so few documents all scores are computed.
    FEW = 1024


cdef void rank_part(Ranking* ranking) noexcept nogil:
    """Rank the documents of the one part there is."""
    cdef double scores[CHUNK]
    cdef uint16_t quanta[CHUNK]
    cdef uint32_t docs[CHUNK]
    cdef uint32_t places[CHUNK]
    cdef const Part* part = ranking.parts
    cdef Py_ssize_t start = 0
    cdef uint32_t size, i, filled, least
    while start < part.count:
        size = <uint32_t>min(<Py_ssize_t>CHUNK, part.count - start)
        least = least_quanta(ranking)
        if least == 0:
            contribute(part, NULL, <uint32_t>start, size, scores)
            keep_ranked(ranking, part.items + start, scores, size)
        else:
            list_bounds(ranking.bounds, part, <uint32_t>start, size, quanta)
            filled = 0
            for i in range(size):
                places[filled] = <uint32_t>start + i
                filled += quanta[i] >= least
            contribute(part, places, 0, filled, scores)
            for i in range(filled):
                docs[i] = part.items[places[i]]
            keep_ranked(ranking, docs, scores, filled)
        start += CHUNK


cdef void add_bounds(
    const Part* part,
    const Bounds* bounds,
    Py_ssize_t* place,
    uint32_t base,
    uint16_t* quanta,
) noexcept nogil:
    """Add the quanta of a part to those of the documents of a span."""
    cdef uint16_t more[CHUNK]
    cdef Py_ssize_t start = gallop(part.items, place[0], part.count, base)
    cdef Py_ssize_t end = gallop(part.items, start, part.count, base + SPAN), size, i
    place[0] = end
    while start < end:
        size = min(<Py_ssize_t>CHUNK, end - start)
        list_bounds(bounds, part, <uint32_t>start, <uint32_t>size, more)
        for i in range(size):
            quanta[part.items[start + i] - base] += more[i]
        start += size


cdef uint32_t list_found(
    const uint32_t* found,
    Py_ssize_t count,
    uint32_t base,
    const uint16_t* quanta,
    uint32_t least,
    uint32_t* places,
) noexcept nogil:
    """List the places of what was *found* with *least* quanta or more."""
    cdef uint32_t filled = 0
    cdef Py_ssize_t i
    for i in range(count):
        places[filled] = found[i] - base
        filled += quanta[found[i] - base] >= least
    return filled


cdef void offer_likely(
    Ranking* ranking,
    uint32_t base,
    const uint32_t* places,
    uint32_t count,
    const uint16_t* quanta,
) noexcept nogil:
    """Score those of some documents that have still the quanta they need."""
    cdef uint32_t docs[BATCH]
    cdef uint32_t i = 0, filled, least
    while i < count:
        filled = 0
        least = least_quanta(ranking)
        while i < count and filled < BATCH:
            docs[filled] = base + places[i]
            filled += quanta[places[i]] >= least
            i += 1
        offer(ranking, docs, filled)


cdef inline int64_t first_behind(
    const Ranking* ranking, const Py_ssize_t* at
) noexcept nogil:
    """Return the first document of any part from *at* on; -1 if there is none."""
    cdef int64_t first = -1
    cdef Py_ssize_t number
    cdef const Part* part
    for number in range(ranking.part_count):
        part = &ranking.parts[number]
        if at[number] < part.count and (first < 0 or part.items[at[number]] < first):
            first = part.items[at[number]]
    return first


cdef uint64_t rank_spans(
    Ranking* ranking, const uint32_t* found, Py_ssize_t found_count, Py_ssize_t* at
) noexcept nogil:
    """Rank what was found, span by span; return how much that is.

    :param found: NULL for the documents of any part.
    :param at: as many zeros as there are parts.
    """
    cdef uint16_t quanta[SPAN]
    cdef uint32_t places[SPAN + 1]
    cdef uint64_t total = 0
    cdef Py_ssize_t number, start, end = 0
    cdef int64_t first
    cdef uint32_t base, filled
    while True:
        if found == NULL:
            first = first_behind(ranking, at)
        else:
            first = found[end] if end < found_count else -1
        if first < 0:
            return total
        base = <uint32_t>first & ~<uint32_t>(SPAN - 1)
        memset(quanta, 0, sizeof(quanta))
        for number in range(ranking.part_count):
            add_bounds(
                &ranking.parts[number], &ranking.bounds[number], &at[number], base, quanta
            )
        if found == NULL:
            filled = list_quanta(quanta, SPAN, least_quanta(ranking), places, &total)
        else:
            start = end
            while end < found_count and found[end] - base < SPAN:
                end += 1
            total += end - start
            filled = list_found(
                found + start, end - start, base, quanta, least_quanta(ranking), places
            )
        offer_likely(ranking, base, places, filled, quanta)


@cython.final
cdef class Ranker:
    """Parts of a score, and what ranking by them needs."""

    cdef Ranking ranking
    cdef list parts
    cdef Py_ssize_t* at
    # The occurrences of all parts.
    cdef Py_ssize_t total

    def __cinit__(
        self, Segment segment, list parts, double saturation, Py_ssize_t limit
    ):
        cdef Py_ssize_t number
        self.parts = parts
        self.ranking.part_count = len(parts)
        self.ranking.parts = open_parts(parts, saturation)
        for number in range(self.ranking.part_count):
            check_docs(segment, parts[number][0])
            self.total += self.ranking.parts[number].count
        if segment.count:
            self.ranking.ranks = &segment.ranks[0]
        self.ranking.room = min(limit, <Py_ssize_t>segment.count)
        self.ranking.best = <Ranked*>malloc((self.ranking.room + 1) * sizeof(Ranked))
        if self.ranking.best == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.ranking.parts)
        free(self.ranking.bounds)
        free(self.ranking.best)
        free(self.at)

    cdef int open_bounds(self) except -1:
        cdef Py_ssize_t count = self.ranking.part_count, number
        self.ranking.scale = scale_of(self.ranking.parts, count)
        self.ranking.bounds = <Bounds*>malloc((count + 1) * sizeof(Bounds))
        self.at = <Py_ssize_t*>calloc(count + 1, sizeof(Py_ssize_t))
        if self.ranking.bounds == NULL or self.at == NULL:
            raise MemoryError
        for number in range(count):
            open_bounds(
                &self.ranking.bounds[number],
                &self.ranking.parts[number],
                self.parts[number][2],
                self.ranking.scale,
            )
        return 0

    cdef Py_ssize_t rank(self, Docs docs) except -1:
        """Rank *docs*, those of any part if None; return how many there are."""
        cdef Ranking* ranking = &self.ranking
        cdef const uint32_t* found = NULL if docs is None else docs.items
        cdef Py_ssize_t count = 0 if docs is None else docs.count
        if ranking.part_count == 1 and ranking.parts[0].items == found:
            if count > FEW:
                self.open_bounds()
            with nogil:
                rank_part(ranking)
        elif docs is not None and (
            count * DEARER * ranking.part_count <= self.total
        ):
            with nogil:
                offer_all(ranking, found, count)
        else:
            self.open_bounds()
            with nogil:
                count = rank_spans(ranking, found, count, self.at)
        return count

    cdef tuple taken(self):
        """Return the docnums and scores of the best in their order."""
        cdef Ranking* ranking = &self.ranking
        cdef Py_ssize_t i = ranking.count
        cdef list docnums = [0] * i, scores = [0.0] * i
        while i:
            i -= 1
            docnums[i] = ranking.best[0].docnum
            scores[i] = ranking.best[0].score
            ranking.best[0] = ranking.best[i]
            sink_ranked(ranking.best, i, 0)
        return docnums, scores


def rank(Segment segment, docs, list parts, double saturation, Py_ssize_t limit):
    cdef Ranker ranker
    cdef Py_ssize_t count
    if docs is None and len(parts) == 1:
        docs = parts[0][0]
    if docs is not None:
        check_docs(segment, docs)
    if limit <= 0:
        if docs is None:
            docs = unite([each[0] for each in parts])
        return len(docs), [], []
    ranker = Ranker(segment, parts, saturation, limit)
    count = ranker.rank(docs)
    docnums, scores = ranker.taken()
    return count, docnums, scores
