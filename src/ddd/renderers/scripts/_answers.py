"""Knows which programs only answer, and with which arguments: what a script may run to decide a condition.

By name and narrowly, whatever the spec says: a scanned repository may add to that.
"""

from __future__ import annotations

import re

_NOTHING = re.compile(r"(?!)")
# Long options count in every abbreviation.
_WRITES_FILE = re.compile(r"(^| )(-[a-zA-Z]*[oTC]|--(o|com))")
_FOLLOWS = re.compile(r"(^| )-\w*[fF]|--[fr]")
_AWK = re.compile(r"system|getline|[|>@]|(^| )(-[A-EG-Za-z]|--)")
_FIND = re.compile(r"(^| )-(delete|exec|ok|fprint|fls)")
# Programs that only answer, and the arguments with which they do more.
_MORE_THAN_ANSWERS: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(
        ("test", "[", "[[", "true", "false", "echo", "cat", "ls", "df", "du", "stat", "head", "wc", "cut", "tr", "grep",
         "egrep", "fgrep", "diff", "cmp", "comm", "join", "paste", "basename", "dirname", "realpath",
         "readlink", "seq", "expr", "id", "whoami", "uname", "uptime", "free", "pgrep", "getent", "mountpoint",
         "findmnt", "lsblk", "nproc", "cksum", "pg_isready", "which"),
        _NOTHING,
    ),
    "awk": _AWK,
    "gawk": _AWK,
    "date": re.compile(r"(^| )(-(?!I)\w*s|--s|[^-+ ])"),
    "find": _FIND,
    "jq": re.compile(r"(^| )(-[a-zA-Z]*f|--(from-file|rawfile|slurpfile))"),
    **dict.fromkeys(("sha1sum", "sha256sum", "sha512sum", "md5sum"), re.compile(r"(^| )(-\w*c|--c)")),
    "sort": _WRITES_FILE,
    "tail": _FOLLOWS,
}  # fmt: skip
_CURL = re.compile(
    r"""
    (?: \s (?: -[fsSLkIg46v]+ | --(?:fail|silent|show-error|location|insecure|head|compressed|ipv[46])
        | --(?:fail-with-body|retry-connrefused)
        | (?:-o|--output)[ ]?/dev/null
        | (?:-m|--max-time|--connect-timeout|--retry|--retry-delay|--retry-max-time)[ ]?[\d.]+
        | (?:-w|--write-out)[ ]?%\{\w+\}
        | https?://[^\s|;&<>()]+ ) )+
    """,
    re.VERBOSE,
)
# Programs that only answer with exactly these arguments.
_ANSWERS_WITH: dict[str, re.Pattern[str]] = {
    "apachectl": re.compile(r" (configtest|-t)"),
    "borg": re.compile(r" (info|list)( [^-:\s][^:\s]*)*"),
    "bzip2": re.compile(r" (-t|--test)( [^-]\S*)+"),
    "command": re.compile(r" -[vV] \S+"),
    "curl": _CURL,
    "gzip": re.compile(r" (-t|--test)( [^-]\S*)+"),
    "hostname": re.compile(r"( -[fsdiIA])?"),
    # Not what it is given as files or folders (it fetches and builds them), nor the figures of itself that it writes.
    "kubectl": re.compile(
        r" (get|describe|version)\b(?!.* (-[ARw]*[fks]|--(as|cache-dir|filename|kube|kustomize|profile|raw|server))).*"
    ),
    "mysqladmin": re.compile(r" (ping|status)"),
    "named-checkconf": re.compile(r"( -z)?( [^-]\S*)?"),
    "nginx": re.compile(r"( -q)? -t( -q)?"),
    "openssl": re.compile(
        r" (x509|verify)\b(?!.* --?(out|CA\w+|signkey|req|passin|engine|provider\S*|config|writerand)\b).*"
    ),
    "pg_restore": re.compile(r" (--list|-l)( [^-]\S*)?"),
    "rclone": re.compile(
        r" (check|ls|lsf|lsl|size)( --(one-way|size-only|checksum)| --(include|exclude|max-age) [^-,:\s]\S*"
        r"| [^-,:\s][^,\s]*)*"
    ),
    "redis-cli": re.compile(r"( -[hp] \S+)* (ping|info)"),
    "restic": re.compile(r" (snapshots|stats)( --(last|json|quiet)| --latest \d+)*"),
    "sshd": re.compile(r" -t"),
    "systemctl": re.compile(
        r"( --(quiet|user|system)| -q)* (is-active|is-enabled|is-failed|status|show|list-timers|list-units)"
        r"( (--(quiet|no-pager|no-legend|all|failed|value|(state|type|property)=\S+)|-q|-p \S+|[^-\s]\S*))*"
    ),
    "tar": re.compile(r" (-?t[zjJv]*f|--list --file) [^-:\s][^:\s]*"),  # host:file is fetched
    "uniq": re.compile(r"( -[cdui]+)*"),
    "visudo": re.compile(r" -c( -q)?( -f \S+)?"),
    "xz": re.compile(r" (-t|--test)( [^-]\S*)+"),
    "zstd": re.compile(r" (-t|--test)( [^-]\S*)+"),
}  # fmt: skip
BUILT_IN = frozenset({"[", "[[", "test", "true", "false", "echo", "command"})
"""They are there wherever bash is."""


def only_answers(program: str, arguments: str) -> bool:
    """Tell whether a program does no more than answer. `arguments`: without quotes, a space before each."""
    more = _MORE_THAN_ANSWERS.get(program)
    if more:
        return not more.search(arguments.strip())
    only = _ANSWERS_WITH.get(program)
    return bool(only and only.fullmatch(arguments))


def has_options(program: str) -> bool:
    """Tell whether a program does more with some options."""
    return _MORE_THAN_ANSWERS.get(program) is not _NOTHING
