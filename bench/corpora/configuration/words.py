"""What files of configuration are made of: names, settings, sentences, and now and then something to find."""

from __future__ import annotations

import random
from textwrap import indent

File = tuple[str, str]
"""Path and text."""

_SUBJECTS = (
    "cache",
    "client",
    "cluster",
    "database",
    "endpoint",
    "header",
    "log",
    "node",
    "path",
    "pool",
    "proxy",
    "user",
)
_PROPERTIES = ("address", "count", "dir", "enabled", "group", "limit", "mode", "name", "port", "size", "url", "version")
_VERBS = ("Configure", "Create", "Enable", "Ensure", "Include", "Install", "Remove", "Set", "Start", "Template")
_SENTENCES = (
    "Only what differs from the defaults of the distribution stands here.",
    "The value is read once at start; restart the service after a change.",
    "Needs the network of the cluster, see the page of the platform team.",
    "Kept for hosts that were not moved to the new layout.",
    "Every client has its own account; none is shared.",
    "The address is the one of the load balancer in front of it.",
)


def setting(source: random.Random) -> str:
    """Return the name of a setting."""
    return f"{source.choice(_SUBJECTS)}_{source.choice(_PROPERTIES)}"


def value(source: random.Random) -> str:
    """Return a plain scalar, valid in YAML and after a `=`."""
    kind = source.randrange(5)
    if kind == 0:
        return str(source.randrange(1, 9000))
    if kind == 1:
        return source.choice(("true", "false"))
    if kind == 2:
        return f'"10.{source.randrange(200)}.{source.randrange(250)}.{source.randrange(1, 250)}"'
    if kind == 3:
        return f'"/srv/{setting(source)}/{source.choice(_SUBJECTS)}.conf"'
    return f'"{source.choice(_SUBJECTS)}-{source.randrange(1000):03}.example.org"'


def settings(source: random.Random, lines: int, separator: str = ": ", prefix: str = "") -> str:
    """Return lines of settings, each name once, with a comment here and there."""
    written = []
    for number in range(lines):
        if source.random() < 0.1:
            written.append(f"# {source.choice(_SENTENCES)}")
        written.append(f"{prefix}{setting(source)}_{number}{separator}{value(source)}")
    return "\n".join(written) + "\n"


def doing(source: random.Random) -> str:
    """Return the name of a task."""
    return f"{source.choice(_VERBS)} the {source.choice(_SUBJECTS)} {source.choice(_PROPERTIES)}"


def sentences(source: random.Random, count: int) -> str:
    """Return a paragraph."""
    return " ".join(source.choices(_SENTENCES, k=count))


def clock(source: random.Random) -> str:
    """Return a schedule for cron."""
    day = source.choice(("* * *", "* * 0", "1 * *", "* * 1-5"))
    return f"{source.randrange(60)} {source.randrange(24)} {day}"


def many(source: random.Random, usual: int) -> int:
    """Return how many of something: mostly about as many as usual, now and then many times that."""
    return max(2, int(source.lognormvariate(0, 0.9) * usual))


def shifted(text: str, spaces: int) -> str:
    """Return the text, indented."""
    return indent(text, " " * spaces)
