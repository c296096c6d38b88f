"""Which reader understands which dialect. The dialect is the system's, never guessed from the expression."""

from __future__ import annotations

from collections.abc import Mapping

from ddd.cadence import cron, interval, oncalendar
from ddd.cadence.reading import Read
from ddd.model import Dialect

READERS: Mapping[Dialect, Read] = {
    **cron.READERS,
    **interval.READERS,
    **oncalendar.READERS,
}
