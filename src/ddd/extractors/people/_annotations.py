"""What the keys of annotations and labels say about people."""

from __future__ import annotations

import re

_A8R = {
    "owner": ("owner", ""),
    "chat": ("chat", "chat"),
    "on-call": ("on-call", ""),
    "support": ("support", ""),
    "bugs": ("support", "issues"),
    "incidents": ("on-call", ""),
}
# The last part of a key with a prefix (`acme.org/owner`) -> role and channel.
OWN = {
    "owner": ("owner", ""),
    "owners": ("owner", ""),
    "team": ("owner", ""),
    "team-name": ("owner", ""),
    "contact": ("contact", ""),
    "contacts": ("contact", ""),
    "on-call": ("on-call", ""),
    "oncall": ("on-call", ""),
    "slack": ("chat", "slack"),
    "slack-channel": ("chat", "slack"),
    "maintainer": ("maintainer", ""),
    "maintainers": ("maintainer", ""),
}
NOBODY = frozenset({"", "none", "no owner", "unknown", "n/a", "tbd"})
_OF_TOOLS = re.compile(
    r"(?:[\w-]{1,60}\.)*(?:kubernetes|k8s|helm|istio|cert-manager|argoproj|openshift|fluxcd|linkerd|aws|google|azure)\.\w+/.*"
)


def meaning(key: str) -> tuple[str, str]:
    """Return the role and the channel of whom a key of Kubernetes names; two empty texts for any other key."""
    prefix, slash, last = key.partition("/")
    if prefix == "a8r.io":
        return _A8R.get(last, ("", ""))
    return ("", "") if not slash or _OF_TOOLS.fullmatch(key) else OWN.get(last, ("", ""))
