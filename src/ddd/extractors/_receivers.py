"""Knows where messages to people go: the services behind addresses on the web, and what an e-mail address is."""

from __future__ import annotations

import re

_URL_LENGTH = 2_000
# A piece of an address on the web (or of the name of the variable that holds it) -> the channel.
_SERVICES = (
    (re.compile(r"(?i)\bhooks\.slack\.com/|\bslack\.com/api/chat\.|\bslack_?(?:web)?_?hook"), "slack"),
    (re.compile(r"(?i)\bdiscord(?:app)?\.com/api/webhooks|\bdiscord_?(?:web)?_?hook"), "discord"),
    (re.compile(r"(?i)\boutlook\.office(?:365)?\.com/webhook|\bwebhook\.office\.com/"), "teams"),
    (re.compile(r"(?i)\b(?:ms_?)?teams_?(?:web)?_?hook"), "teams"),
    (re.compile(r"(?i)\bapi\.telegram\.org/"), "telegram"),
    (re.compile(r"(?i)\bevents\.pagerduty\.com/"), "pagerduty"),
    (re.compile(r"(?i)\bapi(?:\.eu)?\.opsgenie\.com/"), "opsgenie"),
    (re.compile(r"(?i)\bchat\.googleapis\.com/"), "google-chat"),
    (re.compile(r"(?i)\bapi\.pushover\.net/"), "pushover"),
    (re.compile(r"(?i)\bntfy\.sh/"), "ntfy"),
    (re.compile(r"(?i)\bmattermost_?(?:web)?_?hook"), "mattermost"),
    (re.compile(r"(?i)\brocket_?chat_?(?:web)?_?hook"), "rocketchat"),
)
_EMAIL = re.compile(
    r"(?<![\w.+%@/:-])[\w.+%-]{1,64}@(?:(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}|localhost)(?![\w@:-])"
)
_PLACEHOLDER = re.compile(r"(?i)@(?:[\w-]{1,63}\.)*(?:example\.(?:com|org|net)|domain\.(?:com|tld))$")
_NTFY = re.compile(r"(?i)\bntfy\.sh/(?P<topic>[\w-]{1,64})")


def service(url: str) -> str:
    """Return the channel that a request to `url` speaks to: `slack`, `teams`, …; empty when it is none we know."""
    return next((name for pattern, name in _SERVICES if pattern.search(url[:_URL_LENGTH])), "")


def topic(url: str) -> str:
    """Return the public name of the place a service's address leads to; empty where the address is a secret."""
    match = _NTFY.search(url[:_URL_LENGTH])
    return match["topic"] if match else ""


def emails(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses in a text, each once."""
    return tuple(dict.fromkeys(_EMAIL.findall(text[:_URL_LENGTH])))


def is_placeholder(address: str) -> bool:
    """Whether an e-mail address is one that its reader shall replace: those of the names kept for documents."""
    return _PLACEHOLDER.search(address) is not None
