"""Knows which comment reads like the title of what stands below it, and which only looks as if it named a person."""

from __future__ import annotations

import re

_LONGEST = 60
_MOST_WORDS = 9
_MARKER = re.compile(r"Ansible:\s*")
_NO_TITLE = re.compile(
    r"""
    ansible[ ]managed | managed[ ]by | generated[ ]by | do[ ]not[ ]edit | auto-?generated
    | shellcheck | SPDX- | copyright
    | \b dow \b | \b dom \b | day[ ]of[ ](?:month|week) | https?://       # legends and links
    | [|*=@{}<>$;] | -- | ^[0-9]                                          # legends, rulers, commented-out jobs
    | ^(?:m|min|minute) [ \t]+ (?:h|hr|hour) \b
    | ^(?:the[ ]|our[ ]|regular[ ])?cron[ ]?(?:jobs?|tabs?|tasks?|entr(?:y|ies))$ | ^(?:jobs?|tasks?|schedules?)$
    | [:,] $                                                              # it goes on below
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Whose files they are, as chown(1) takes it: an account of the system or a number, with or without a group.
_ACCOUNT = re.compile(
    r"""(?ix)
    ["']? (?: root | nobody | daemon | bin | sys | adm | sync | mail | news | games | backup | operator | wheel
    | nogroup | www-?data | apache2? | httpd? | nginx | postgres | mysql | mariadb | redis | mongodb?
    | systemd-[a-z-]+ | _[a-z]+
    | \d+ | \{\{ .* \}\} | \$\{? \w+ \}? ) (?: : [\w{}$. -]* )? ["']?
    """
)


def is_account(owner: str) -> bool:
    """Tell whether what follows `owner:` is the account that a file belongs to, and nobody who could be called."""
    return _ACCOUNT.fullmatch(owner.strip()) is not None


def title(comment: str) -> str:
    """Return the title a comment line gives, without its signs; empty when it reads like anything else."""
    text = " ".join(comment.lstrip("#; \t").split())
    text = _MARKER.sub("", text, count=1) if text.startswith("Ansible:") else text
    text = text.removesuffix(".")
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or not re.search(r"[^\W\d_]{3}", text):
        return ""
    return "" if _NO_TITLE.search(text) else text
