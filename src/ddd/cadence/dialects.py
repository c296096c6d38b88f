"""Which reader understands which dialect. The dialect is the system's, never guessed from the expression."""

from __future__ import annotations

from collections.abc import Mapping

from ddd.cadence import aws_window, cron, dependabot, interval, launchd, logrotate, oncalendar, phrase, renovate, rrule
from ddd.cadence.reading import Read
from ddd.model import Dialect

READERS: Mapping[Dialect, Read] = {
    **aws_window.READERS,
    **cron.READERS,
    **dependabot.READERS,
    **interval.READERS,
    **launchd.READERS,
    **logrotate.READERS,
    **oncalendar.READERS,
    **phrase.READERS,
    **renovate.READERS,
    **rrule.READERS,
}
