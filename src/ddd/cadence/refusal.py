"""How a parser says that the system would not take an expression."""

from __future__ import annotations

LONGEST_EXPRESSION = 1000
"""Characters. No system takes more (cron's own buffer is shorter), and it bounds what hostile text can cost."""


class RefusedError(ValueError):
    """The system would refuse this expression. The message says why, in words its author understands."""


def bounded(expression: str) -> str:
    """Give the expression without the white space around it; refuse what is empty or too long to be one."""
    text = expression.strip()
    if not text:
        raise RefusedError("the expression is empty")
    if len(text) > LONGEST_EXPRESSION:
        raise RefusedError(f"longer than {LONGEST_EXPRESSION} characters")
    return text
