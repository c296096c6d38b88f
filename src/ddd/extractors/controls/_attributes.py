"""What a table of controls is made of: which attribute of a resource is a control, and what its value is to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

STILL_AT_HAND = frozenset({"STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"})
"""Storage classes of S3 that cost less and give back at once: moving there archives nothing."""


class Form(Enum):
    """What the value of an attribute is to be."""

    AMOUNT = "amount"
    """A number or a length of time."""
    FLAG = "flag"
    """A boolean; only true is a control."""
    TEXT = "text"
    """A text or a list of texts."""
    OFF = "off"
    """A boolean; only false is a control (`auto_apply`)."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a resource."""

    path: str
    """Blocks and attributes from the resource down, with dots between; empty: that the resource is there."""
    control: str
    unit: str = ""
    form: Form = Form.AMOUNT
    allowed: frozenset[str] = frozenset()
    """Values that count, in small letters; empty: all."""
    zero: str = ""
    """What an amount of 0 means, where that is worth telling; empty: 0 is no control."""


def days(path: str, control: str, unit: str = "days") -> Attribute:
    """Return an amount, in days where nothing else is said."""
    return Attribute(path, control, unit)


def flag(path: str, control: str) -> Attribute:
    """Return a switch that counts where it is on."""
    return Attribute(path, control, "", Form.FLAG)


def text(path: str, control: str, *allowed: str) -> Attribute:
    """Return a text; allowed: the values that count, in small letters, all where none are given."""
    return Attribute(path, control, "", Form.TEXT, frozenset(allowed))
