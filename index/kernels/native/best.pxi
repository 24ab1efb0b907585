# The best documents so far, and what it takes to be one of them.

cdef struct Ranked:
    double score
    uint32_t rank
    uint32_t docnum


cdef struct Ranking:
    # What scores are made of, and the best so far: the last of them comes first.
    Part* parts
    Bounds* bounds
    Py_ssize_t part_count
    double scale
    const uint32_t* ranks
    Ranked* best
    Py_ssize_t count
    Py_ssize_t room


cdef inline bint is_before(const Ranked* one, const Ranked* other) noexcept nogil:
    """Tell which of two comes first: the greater score, then the lesser rank."""
    if one.score != other.score:
        return one.score > other.score
    return one.rank < other.rank


cdef void sink_ranked(Ranked* heap, Py_ssize_t count, Py_ssize_t place) noexcept nogil:
    """Restore the heap, whose top is the last in the order, from *place* down."""
    cdef Py_ssize_t child
    cdef Ranked moved = heap[place]
    while 2 * place + 1 < count:
        child = 2 * place + 1
        if child + 1 < count and is_before(&heap[child], &heap[child + 1]):
            child += 1
        if not is_before(&moved, &heap[child]):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = moved


cdef void keep_ranked(
    Ranking* ranking, const uint32_t* docs, const double* scores, uint32_t count
) noexcept nogil:
    """Keep the best of some documents with their scores, too."""
    cdef Ranked each
    cdef Py_ssize_t place
    cdef uint32_t i
    for i in range(count):
        if ranking.count == ranking.room and scores[i] < ranking.best[0].score:
            continue
        each.score = scores[i]
        each.docnum = docs[i]
        each.rank = ranking.ranks[docs[i]]
        if ranking.count == ranking.room:
            if is_before(&each, &ranking.best[0]):
                ranking.best[0] = each
                sink_ranked(ranking.best, ranking.count, 0)
            continue
        place = ranking.count
        ranking.count += 1
        while place and is_before(&ranking.best[(place - 1) // 2], &each):
            ranking.best[place] = ranking.best[(place - 1) // 2]
            place = (place - 1) // 2
        ranking.best[place] = each


cdef inline uint16_t least_quanta(const Ranking* ranking) noexcept nogil:
    """Return the quanta that a document has to have to be one of the best."""
    cdef double least
    if ranking.count < ranking.room:
        return 0
    least = ranking.best[0].score * ranking.scale
    return <uint16_t>min(max(least, 0.0), <double>QUANTA)


cdef void offer(
    Ranking* ranking, const uint32_t* docs, uint32_t count
) noexcept nogil:
    """Score some documents, at most a chunk, which stand behind those before."""
    cdef double scores[CHUNK]
    cdef uint32_t targets[CHUNK]
    cdef uint32_t places[CHUNK]
    cdef uint32_t i, filled
    cdef Py_ssize_t number, j
    cdef Part* part
    memset(scores, 0, count * sizeof(double))
    for number in range(ranking.part_count):
        part = &ranking.parts[number]
        j = part.start
        filled = 0
        for i in range(count):
            j = gallop(part.items, j, part.count, docs[i])
            if j == part.count:
                break
            targets[filled] = i
            places[filled] = <uint32_t>j
            filled += part.items[j] == docs[i]
        part.start = j
        add_chunk(part, targets, places, filled, scores)
    keep_ranked(ranking, docs, scores, count)


cdef void offer_all(
    Ranking* ranking, const uint32_t* docs, Py_ssize_t count
) noexcept nogil:
    cdef Py_ssize_t start = 0
    while start < count:
        offer(ranking, docs + start, <uint32_t>min(<Py_ssize_t>CHUNK, count - start))
        start += CHUNK
