"""TODO"""


def one():
    """TODO: say what it does"""


def two():
    """..."""


def three():
    """Missing docstring."""


def four():
    """Return 4. TODO: and why."""


def five():
    "" "five of them"


def six():
    b"bytes are no docstring"
