"""Makes other people's text fit to be shown: secrets masked, control characters visible, lines short."""

from __future__ import annotations

import re

EXCERPT_LENGTH = 160
MASK = "***"
_CONTEXT = 1_000

# Forms first that carry their own marks, then `name = value` forms. Each is linear in the length of the line.
_SECRETS = (
    re.compile(
        r"(?P<keep>\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@'\"{}]{0,80}:)(?P<secret>[^\s/@'\"{}]{1,200})(?=@)", re.IGNORECASE
    ),
    re.compile(r"(?P<keep>)(?P<secret>\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)"),
    re.compile(
        r"(?P<keep>)(?P<secret>\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk-)[A-Za-z0-9_-]{10,255})"
    ),
    re.compile(r"(?P<keep>)(?P<secret>\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}\.?[A-Za-z0-9_-]{0,})"),
    re.compile(r"(?P<keep>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?P<secret>.+)"),
    re.compile(r"(?P<keep>\bAuthorization:\s{0,4}(?:Basic|Bearer|Token)\s{1,4})(?P<secret>[^\s'\"{}]+)", re.IGNORECASE),
    re.compile(
        r"(?P<keep>(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"
        r"['\"]?\s{0,4}(?:=|:\s)\s{0,4}['\"]?)(?P<secret>(?![{$%<'\"])[^\s'\",;&]+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<keep>--?(?:pass(?:word|wd|phrase)?|secret|token|api-key)\s{1,4}['\"]?)(?P<secret>(?![{$%<'\"-])[^\s'\",;&]+)",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>\b(?:mysql\w*|mariadb\w*)\b[^|;&\n]{0,80}?\s-p)(?P<secret>(?![{$%'\"])[^\s'\"-][^\s'\"]*)"),
)
# One cheap look decides whether the patterns above can find anything at all.
_HINT = re.compile(
    r"pass|secret|token|key|credential|://|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|sk[_-]|eyJ|auth|mysql|mariadb",
    re.IGNORECASE,
)
_WORDS_NOT_SECRETS = frozenset(
    {"true", "false", "yes", "no", "null", "none", "omit", "~", "|", ">", "|-", ">-", "!vault"}
)

# C0 and C1 controls, bidirectional marks, line separators, lone surrogates, the byte order mark.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def masked(text: str) -> str:
    """Return `text` with passwords, tokens, keys and URL credentials replaced by `***`. Template expressions stay."""
    if not _HINT.search(text):
        return text
    for pattern in _SECRETS:
        text = pattern.sub(_hide, text)
    return text


def visible(text: str) -> str:
    """Return `text` with control, bidirectional and unpaired characters written out (`\\x1b`), so that none is sent."""
    return _INVISIBLE.sub(_written_out, text)


def shown(text: str) -> str:
    """Return `text` as any output may carry it: masked and visible, line ends kept."""
    return visible(masked(text))


def excerpt(line: str, column: int = 1) -> str:
    """Return one line for Evidence: shown, without its indentation, cut around `column` (from 1) when too long."""
    start = 0 if column <= EXCERPT_LENGTH else column - EXCERPT_LENGTH // 4
    # Masking sees more than is shown, so that no secret is cut out of its context.
    before = line[max(0, start - _CONTEXT) : start]
    window = shown(before + line[start : start + _CONTEXT])[len(shown(before)) :].strip()
    return window if len(window) <= EXCERPT_LENGTH else window[: EXCERPT_LENGTH - 1] + "…"


def _hide(match: re.Match[str]) -> str:
    if match["secret"].lower() in _WORDS_NOT_SECRETS:
        return match[0]
    return match["keep"] + MASK


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
