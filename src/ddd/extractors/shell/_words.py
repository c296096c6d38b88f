"""What the words of a shell script do: verify, look, talk, set things up, or change something. Data and its readers."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that only say how the command after them is run.
_WRAPPERS = frozenset(
    {"sudo", "doas", "env", "nice", "ionice", "time", "nohup", "chronic", "exec", "builtin", "command"}
)

# Nothing to do for a reader: they set up the shell itself or steer it.
SILENT = _words(
    """set trap readonly export local declare typeset shift cd pushd popd umask source . return break continue true
    false : wait unset alias unalias shopt ulimit getopts exit read mapfile readarray let hash exec enable bind"""
)

# They tell the reader of a log something; an action only where they write to a file.
TALK = _words(
    """echo printf print logger log log_info log_warn log_warning log_error log_debug info warn warning err error
    notice debug msg message say log_success_msg log_failure_msg log_warning_msg log_begin_msg log_end_msg
    log_daemon_msg log_progress_msg log_action_msg log_action_begin_msg log_action_end_msg"""
)

# They only look: an assignment from them is no step.
LOOKING = _words(
    """awk basename cat cd command comm cut date df dig dirname du echo egrep env expr fgrep find free getconf
    getent grep gawk head hostname id jq ls lsb_release lsof mawk mktemp nproc numfmt od pgrep pidof printf
    printenv ps pwd readlink realpath rev sed seq sort stat tail tr tty type uname uniq uptime wc whereis which
    whoami xargs yq"""
)

# So do other commands, when their first word says so: `dpkg --print-architecture`, `systemctl show`.
_LOOKING_WORD = re.compile(
    r"--?(?:print|version|show|list|get|query|dump|V$|Q)|(?:show|list|get|status|describe|inspect|version|rev-parse|config)$"
)

# Command -> what must occur in its arguments for it to be a check (empty: nothing).
VERIFYING = {
    name: re.compile(pattern)
    for names, pattern in (
        ("test [ [[ cmp diff mountpoint pgrep pidof ping ping6 pg_isready visudo which type hash df fping", ""),
        ("named-checkconf named-checkzone findmnt pg_verifybackup pg_amcheck amcheck yamllint", ""),
        ("grep egrep fgrep zgrep rg", r"(?:^|\s)(?:-\w*q|--quiet|--silent)"),
        ("sha1sum sha256sum sha512sum md5sum b2sum shasum cksum", r"(?:^|\s)(?:-\w*c|--check)"),
        ("gzip gunzip xz unxz zstd unzstd bzip2 lz4 unzip 7z", r"(?:^|\s)(?:-\w*t|--test|t)(?:\s|$)"),
        ("tar", r"^-?[a-zA-Z]*t[a-zA-Z]*(?:\s|$)|(?:^|\s)(?:-\w*t\w*|--list|--compare)(?:\s|$)"),
        ("pg_restore", r"(?:^|\s)(?:-l|--list)(?:\s|$)"),
        ("curl", r"(?:^|\s)(?:-[a-zA-Z]*f|--fail)"),
        ("wget", r"--spider"),
        ("nginx sshd", r"(?:^|\s)-\w*t"),
        ("postfix", r"^check\b"),
        ("squid", r"(?:^|\s)-k\s+parse\b"),
        ("php-fpm php5-fpm php7-fpm", r"(?:^|\s)-\w*t"),
        ("slapd slaptest doveconf postconf rspamadm", r"(?:^|\s)(?:-Tt|-T|-u|configtest)\b"),
        ("systemd-analyze", r"^verify\b"),
        ("named-compilezone unbound-checkconf knotc", r""),
        ("logrotate", r"(?:^|\s)(?:-\w*d|--debug)\b"),
        ("docker docker-compose podman", r"\bconfig\b.*(?:\s-q\b|--quiet)"),
        ("velero", r"\bbackup\s+describe\b"),
        ("haproxy", r"(?:^|\s)-c\b"),
        ("apachectl apache2ctl httpd", r"configtest|(?:^|\s)-t"),
        ("systemctl", r"\bis-(?:active|enabled|failed|system-running)\b"),
        ("service rc-service", r"\bstatus\b"),
        ("command", r"^-[vV]"),
        ("openssl", r"-checkend|^verify\b"),
        ("rsync", r"--dry-run|(?:^|\s)-\w*n"),
        ("rclone", r"^(?:check|cryptcheck)\b"),
        ("restic borg pgbackrest borgmatic", r"\b(?:check|verify)\b"),
        ("mysqladmin mariadb-admin redis-cli valkey-cli", r"\b(?:ping|status)\b"),
        ("mysqlcheck", r"--check|(?:^|\s)-c\b"),
        ("nc ncat", r"(?:^|\s)-\w*z"),
        ("getent id host", ""),
        ("promtool amtool", r"\bcheck"),
        ("kubectl oc", r"\brollout status\b|^(?:wait|diff)\b|\bcan-i\b"),
        ("helm", r"^(?:lint|status|test)\b"),
        ("terraform tofu", r"^validate\b"),
        ("jq", r"(?:^|\s)-\w*e"),
        ("bash sh", r"^-n\b"),
        ("ansible-playbook", r"--syntax-check"),
        ("fsck e2fsck xfs_repair", r"(?:^|\s)-n\b"),
        ("smartctl", r"(?:^|\s)(?:-H|--health)"),
        ("dpkg dpkg-query", r"(?:^|\s)(?:-s|-V|--status|--verify)\b"),
        ("rpm", r"(?:^|\s)(?:-q|-V)"),
    )
    for name in names.split()
}
# The same commands when they fetch or send something.
_WORKING = {
    "curl": re.compile(
        r"(?:^|\s)(?:-[a-zA-Z]*[OT]|-[a-zA-Z]*o\s+(?!/dev/null)|--output\s+(?!/dev/null)|--remote-name|-d|--data\S*|-F|--form|-X|--request)"
    )
}
_NAMED_CHECK = re.compile(r"(?:^|[_-])(?:check|verify|validate|assert|healthcheck)(?:$|[_-])|^(?:is|has)_")

# A function of another file that is called so is taken to end the script.
DEADLY = frozenset({"die", "fail", "fatal", "abort", "bail", "panic", "error_exit", "err_exit", "exit_error"})
USAGE = re.compile(r"(?i)(?:^|_)(?:usage|help|syntax)(?:$|_)|^print_?(?:usage|help)$")

_TEST = re.compile(r"(?P<open>\[\[?|test)\s+(?P<body>.*?)(?P<close>\s*\]\]?)?", re.DOTALL)
_UNARY = re.compile(r"(?P<sign>-[a-zA-Z])\s+(?P<what>\"[^\"]*\"|'[^']*'|\S+)")
_BINARY = re.compile(r"(?P<left>.+?)\s(?P<sign>-lt|-ge|-gt|-le|-eq|-ne|==?|!=)\s(?P<right>.+)", re.DOTALL)
_JOINED = re.compile(r"&&|\|\||\s-[ao]\s")
_OPPOSITE = {"-lt": "-ge", "-gt": "-le", "-eq": "-ne", "=": "!=", "==": "!=", "-z": "-n"}
_OPPOSITE |= {after: before for before, after in _OPPOSITE.items() if before != "=="}
_FORMAT = re.compile(r"%[-+0-9.]*[sdbqiu]")


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command itself: without `sudo` and its like, its folder cut off the name."""
    while len(words) > 1 and words[0] in _WRAPPERS and words[:2] not in (("command", "-v"), ("command", "-V")):
        words = _after_wrapper(words)
    if words[:1] == ("timeout",) and len(words) > 2:
        words = _after_wrapper(words)[1:]
    return (words[0].rsplit("/", 1)[-1], *words[1:]) if words else ()


def verifies(words: tuple[str, ...]) -> bool:
    """Whether a simple command only asks a question: `grep -q`, `gzip -t`, `systemctl is-active`."""
    words = bare(words)
    if not words:
        return False
    pattern, arguments = VERIFYING.get(words[0]), " ".join(words[1:])
    if words[0] in _WORKING and _WORKING[words[0]].search(arguments):
        return False
    if pattern is not None:
        return pattern.search(arguments) is not None
    return _NAMED_CHECK.search(words[0].removesuffix(".sh")) is not None


def looks(words: tuple[str, ...]) -> bool:
    """Whether a simple command only looks: what is assigned from it is no step."""
    words = bare(words)
    known = not words or words[0] in LOOKING | SILENT | TALK or verifies(words)
    return known or (len(words) > 1 and _LOOKING_WORD.match(words[1]) is not None)


def negated(condition: str) -> str:
    """Return the opposite of a condition, as a person would write it."""
    if condition.startswith("! "):
        return condition[2:].strip()
    if re.search(r"&&|\|\|", condition):
        return f"not ({condition})"
    match = _TEST.fullmatch(condition)
    if match is None:
        return f"! {condition}"
    body = None if _JOINED.search(match["body"]) else _opposite(match["body"])
    return f"not ({condition})" if body is None else f"{match['open']} {body}{match['close'] or ''}"


def spoken(words: tuple[str, ...]) -> str:
    """Return what `echo`, `printf`, `logger` and their like say."""
    name, *rest = words
    if name == "printf":
        return _formatted(rest)
    while rest and re.fullmatch(r"-[a-zA-Z]+|--[a-z-]+(?:=\S*)?", rest[0]):
        option = rest.pop(0)
        if name == "logger" and option in ("-t", "-p", "-n", "-P", "--tag", "--priority") and rest:
            rest.pop(0)
    return re.sub(r"\\+[nt]", " ", " ".join(rest)).strip()


def _after_wrapper(words: tuple[str, ...]) -> tuple[str, ...]:
    rest = list(words[1:])
    while len(rest) > 1 and (rest[0].startswith("-") or re.match(r"\w+=", rest[0])):
        option = rest.pop(0)
        if option in ("-u", "-g", "-n", "-c") and len(rest) > 1:
            rest.pop(0)
    return tuple(rest)


def _opposite(body: str) -> str | None:
    if body.startswith("! "):
        return body[2:].strip()
    unary = _UNARY.fullmatch(body)
    if unary:
        sign = unary["sign"]
        return f"{_OPPOSITE[sign]} {unary['what']}" if sign in _OPPOSITE else f"! {body}"
    binary = _BINARY.fullmatch(body)
    if binary:
        return f"{binary['left']} {_OPPOSITE[binary['sign']]} {binary['right']}"
    return None


def _formatted(words: list[str]) -> str:
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        return ""
    values = iter(words[1:])
    text = _FORMAT.sub(lambda match: next(values, match[0]), words[0])
    return re.sub(r"\\+[nt]", " ", text).replace("%%", "%").strip()
