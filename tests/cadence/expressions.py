"""Generated expressions, for the properties that compare this package with other readers."""

from hypothesis import strategies as st

_MONTHS = ("jan", "FEB", "Mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "MON", "Tue", "wed", "thu", "fri", "sat")


def _term(low, high):
    number = st.integers(low, high)
    pair = st.tuples(number, number).filter(lambda ends: ends[0] != ends[1]).map(sorted)
    step = st.integers(1, high)
    return st.one_of(
        number.map(str),
        pair.map(lambda ends: f"{ends[0]}-{ends[1]}"),
        st.tuples(pair, step).map(lambda both: f"{both[0][0]}-{both[0][1]}/{both[1]}"),
    )


def _field(low, high, names=()):
    terms = _term(low, high) if not names else st.one_of(_term(low, high), st.sampled_from(names))
    listed = st.lists(terms, min_size=1, max_size=3).map(",".join)
    stepped = st.integers(1, high).map("*/{}".format)
    return st.one_of(st.just("*"), stepped, listed)


def crons(minute=None, hour=None):
    """Legal crontab expressions."""
    return cron_columns(minute, hour).map(" ".join)


def cron_columns(minute=None, hour=None):
    """The same, as five texts: legal in nearly every dialect of cron."""
    return st.tuples(
        _field(0, 59) if minute is None else minute,
        _field(0, 23) if hour is None else hour,
        _field(1, 31),
        _field(1, 12, _MONTHS),
        _field(0, 6, _WEEKDAYS),
    )


def sparse_crons():
    """Legal crontab expressions of few firings a day, so that four years can be listed."""
    minute = st.integers(0, 59).map(str)
    hour = st.one_of(st.sampled_from(["*/6", "0,1", "1-3", "*/11", "2", "3"]), st.integers(0, 23).map(str))
    return crons(minute, hour)


def _dotted(low, high):
    number = st.integers(low, high)
    pair = st.tuples(number, number).map(sorted)
    starts = st.tuples(st.integers(low, high - 1), st.integers(1, high)).filter(lambda both: sum(both) <= high)
    return st.one_of(
        st.just("*"),
        st.lists(number, min_size=1, max_size=3).map(lambda numbers: ",".join(map(str, numbers))),
        pair.map(lambda ends: f"{ends[0]}..{ends[1]}"),
        starts.map(lambda both: f"{both[0]}/{both[1]}"),
    )


def calendars():
    """Legal OnCalendar expressions."""
    weekday = st.sampled_from(["", "", "Mon ", "sat,Sun ", "Mon..Fri ", "Tuesday "])
    from_end = st.one_of(st.integers(1, 28).map(str), st.sampled_from(["7/2", "28/9", "1..7", "3,1"])).map("~{}".format)
    day = st.one_of(_dotted(1, 31).map("-{}".format), from_end)
    date = st.tuples(_dotted(1, 12), day).map("".join).map("*-{} ".format)
    time = st.tuples(_dotted(0, 23), st.sampled_from(["0", "30", "5,35"])).map(":".join)
    return st.tuples(weekday, st.one_of(st.just(""), date), time).map("".join)
