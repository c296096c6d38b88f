"""Tells the time."""

import typing
from typing import overload

try:
    from fast import now
except ImportError:

    def now():
        """Return the seconds since midnight."""

if typing.TYPE_CHECKING:

    def zone():
        """Return the name of the zone."""

else:

    def zone():
        return "UTC"


@overload
def parse(text: str) -> int: ...
@typing.overload
def parse(text: bytes) -> int: ...
def parse(text):
    """Return the seconds a text means."""


class Clock:
    """A clock."""

    @property
    def hour(self):
        """The hour, 0 to 23."""

    @hour.setter
    def hour(self, value):
        pass

    @hour.deleter
    def hour(self):
        pass
