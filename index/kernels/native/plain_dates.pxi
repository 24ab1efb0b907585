# The dates that are in one of the usual forms of `index.canonical_dates`, to the
# letter, and in UTC: nothing has to be converted.

cdef enum:
    UNDATED = 0
    CIVIL = 1
    INSTANT = 2
    DATE_ROOM = 20

cdef enum:
    DAY_LENGTH = 10
    MINUTE_LENGTH = 16
    SECOND_LENGTH = 19

cdef int64_t SECOND = 1_000_000
cdef int64_t DAY = 86_400 * SECOND


# A date in the form of `Article.published`, and its span as in `index.dates`.
cdef struct PlainDate:
    char text[DATE_ROOM]
    size_t size
    # 'd', 'm' or 's': day, minute or second.
    char precision
    int kind
    int64_t start
    int64_t end


cdef int number_of(const char* text, int digits) noexcept nogil:
    """Return the number in so many digits; -1 if they are none."""
    cdef int found = 0
    cdef int place
    for place in range(digits):
        if not (c"0" <= text[place] <= c"9"):
            return -1
        found = found * 10 + (text[place] - c"0")
    return found


cdef int days_of_month(int year, int month) noexcept nogil:
    if month == 2:
        return 28 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return 30 + ((month + (month > 7)) & 1)


cdef int64_t days_since_1970(int year, int month, int day) noexcept nogil:
    """Return the days since 1970-01-01 in the Gregorian calendar.

    Years begin with March here, so that the leap day is the last.
    """
    cdef int64_t years = year - (month <= 2)
    cdef int64_t days = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return 365 * years + years // 4 - years // 100 + years // 400 + days - 719_468


cdef bint read_day(const char* text, int64_t* day) noexcept nogil:
    cdef int year = number_of(text, 4)
    cdef int month = number_of(text + 5, 2)
    cdef int day_of_month = number_of(text + 8, 2)
    if text[4] != c"-" or text[7] != c"-" or year < 1 or not 1 <= month <= 12:
        return False
    day[0] = days_since_1970(year, month, day_of_month)
    return 1 <= day_of_month <= days_of_month(year, month)


cdef bint read_clock(const char* text, size_t size, int64_t* seconds) noexcept nogil:
    cdef int hour = number_of(text, 2)
    cdef int minute = number_of(text + 3, 2)
    cdef int second = number_of(text + 6, 2) if size == 8 else 0
    seconds[0] = (hour * 60 + minute) * 60 + second
    return (
        text[2] == c":"
        and (size != 8 or text[5] == c":")
        and 0 <= hour < 24
        and 0 <= minute < 60
        and 0 <= second < 60
    )


cdef bint is_in_utc(const char* rest, size_t size, bint is_naive_utc) noexcept nogil:
    if size == 0:
        return is_naive_utc
    return (size == 1 and rest[0] == c"Z") or (
        size == 6 and memcmp(rest, "+00:00", 6) == 0
    )


cdef bint read_plain_date(
    const char* text, size_t size, bint is_naive_utc, PlainDate* date
) noexcept nogil:
    """Read a date; return whether it is plain."""
    cdef int64_t day, seconds
    cdef size_t length = SECOND_LENGTH
    if size < DAY_LENGTH or not read_day(text, &day):
        return False
    if size == DAY_LENGTH:
        memcpy(date.text, text, DAY_LENGTH)
        date.size, date.precision, date.kind = DAY_LENGTH, c"d", CIVIL
        date.start, date.end = day * DAY, (day + 1) * DAY
        return True
    if size < MINUTE_LENGTH:
        return False
    if size < SECOND_LENGTH or text[MINUTE_LENGTH] != c":":
        length = MINUTE_LENGTH
    if text[DAY_LENGTH] != c"T" and (
        text[DAY_LENGTH] != c" " or length != SECOND_LENGTH
    ):
        return False
    if not read_clock(text + 11, length - 11, &seconds):
        return False
    if not is_in_utc(text + length, size - length, is_naive_utc):
        return False
    memcpy(date.text, text, length)
    date.text[DAY_LENGTH] = c"T"
    date.text[length] = c"Z"
    date.size, date.kind = length + 1, INSTANT
    date.precision = c"s" if length == SECOND_LENGTH else c"m"
    date.start = day * DAY + seconds * SECOND
    date.end = date.start + (1 if length == SECOND_LENGTH else 60 * SECOND)
    return True
