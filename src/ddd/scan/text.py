"""Makes other people's text fit to be shown: secrets masked, control characters visible, lines short."""

from __future__ import annotations

import re

EXCERPT_LENGTH = 160
MASK = "***"
_CONTEXT = 1_000

_NAME = r"[\w.-]{0,40}(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|auth)(?:[_-]?(?:key|id|hash))?\d{0,3}"
_KEY = r"[\w.-]{0,40}(?:api|access|account|private|secret|encryption|signing|shared)[_-]?key"
# What is quoted is taken whole; templates, variables and placeholders are no secrets.
_VALUE = (
    r"""(?:"(?![{$%<*"])(?P<double>[^"\n]{1,500})|'(?![{$%<*'])(?P<single>[^'\n]{1,500})"""
    r"""|(?P<secret>(?![{$%<'"*-])[^\s'",;&|)}]+))"""
)
_SCHEMES = r"(?:Basic|Bearer|Token|Digest)"
# Forms first that carry their own marks, then names and options with a value. Each is linear in the length of the line.
_SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<keep>\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@'\"{}]{0,80}:)(?P<secret>[^\s/'\"{}]{1,200})(?=@)",
        r"(?P<keep>\b[a-z][a-z0-9+.-]{0,20}://)(?P<secret>[A-Za-z0-9_-]{16,200})(?=@)",
        r"(?P<keep>\b(?:hooks\.slack\.com/services|hc-ping\.com|discord(?:app)?\.com/api/webhooks)/)"
        r"(?P<secret>[\w/-]{8,200})",
        r"(?P<keep>\bapi\.telegram\.org/bot)(?P<secret>[\w:-]{8,200})",
        r"(?P<keep>[?&](?:key|sig|signature|token|secret|password|auth|access_token|api_?key)=)"
        r"(?P<secret>[^\s&'\"#{}]{1,500})",
        r"(?P<keep>)(?P<secret>\b(?-i:AKIA|ASIA)[0-9A-Z]{16}\b)",
        r"(?P<keep>)(?P<secret>\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk-)[A-Za-z0-9_-]{10,255})",
        r"(?P<keep>)(?P<secret>\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}\.?[A-Za-z0-9_-]{0,})",
        r"(?P<keep>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?P<secret>(?:(?!-----END)[\s\S]){1,20000})",
        rf"(?P<keep>\bAuthorization:\s{{0,4}}(?:{_SCHEMES}\s{{1,4}})?)"
        rf"(?P<secret>(?![{{$%<'\"*])(?!{_SCHEMES}\b)[^\s'\"{{}}]+)",
        r"(?P<keep>\bcurl\b[^|;\n]{0,300}?\s(?:-u|--user)[\s=]{0,2}['\"]?[^\s:'\"]{0,80}:)"
        r"(?P<secret>(?![{$%<*])[^\s'\"]+)",
        rf"(?P<keep>\b(?:mysql\w*|mariadb\w*)\b[^|;&\n]{{0,200}}?\s-p){_VALUE}",
        rf"(?P<keep>\bsshpass\b[^|;&\n]{{0,80}}?\s-p\s{{0,2}}){_VALUE}",
        rf"(?P<keep>\bredis-cli\b[^|;&\n]{{0,200}}?\s-a\s{{1,2}}){_VALUE}",
        rf"(?P<keep>\bmongo\w*\b[^|;&\n]{{0,200}}?\s-p\s{{1,2}}){_VALUE}",
        rf"(?P<keep>\bldap\w+\b[^|;&\n]{{0,200}}?\s-w\s{{1,2}}){_VALUE}",
        rf"(?P<keep>\b(?:docker|podman|helm|az|oc|skopeo|buildah|npm)\b[^|;&\n]{{0,120}}?\blogin\b[^|;&\n]{{0,200}}?\s-p\s{{1,2}})"
        rf"{_VALUE}",
        rf"(?P<keep>\bzip\b[^|;&\n]{{0,200}}?\s-P\s{{0,2}}){_VALUE}",
        rf"(?P<keep>\b7z[ar]?\b[^|;&\n]{{0,200}}?\s-p){_VALUE}",
        rf"(?P<keep>\bopenssl\b[^|;&\n]{{0,200}}?\s-(?:k|K|pass(?:in|out)?)\s{{1,2}}(?:pass:)?){_VALUE}",
        rf"(?P<keep>--oauth2-bearer\s{{1,2}}){_VALUE}",
        r"(?P<keep>\bsmb\w*\b[^|;&\n]{0,200}?\s-U\s{0,2}[^\s%]{1,80}%)(?P<secret>[^\s'\"]+)",
        rf"(?P<keep>\s/(?:rp\s{{1,2}}|p:)){_VALUE}",
        r"(?P<keep>(?:webhook\.office\.com/webhookb2/|/api/push/|cronitor\.link/p/|/api/v1/heartbeat/))"
        r"(?P<secret>[\w@/.-]{8,300})",
        rf"(?P<keep>[\"']Authorization[\"']\s{{0,4}}:\s{{0,4}}[\"'](?:{_SCHEMES}\s{{1,4}})?)(?P<secret>(?![{{$%<])[^\s'\"]+)",
        rf"(?P<keep>\bPASSWORD\s{{1,4}})(?=['\"]){_VALUE}",
        rf"(?P<keep>\bname=(?:{_NAME}|{_KEY})\s[^\n]{{0,80}}?\b(?:job|value)=){_VALUE}",
        rf"(?P<keep>\$\{{(?:{_NAME}|{_KEY}):?[-=]){_VALUE}",
        rf"(?P<keep>(?:{_NAME}|{_KEY})(?:\s{{0,4}}=\s{{0,4}}|['\"]\s{{0,4}}[:=]\s{{0,4}}|:\s{{1,4}}|:(?=['\"]))){_VALUE}",
        rf"(?P<keep>--?(?:{_NAME}|{_KEY})\s{{1,4}}){_VALUE}",
    )
)
# One cheap look decides whether the patterns above can find anything at all.
_HINT = re.compile(
    r"pass|pwd|secret|token|key|credential|auth|://|slack|hc-ping|telegram|[?&]sig|AKIA|ASIA|gh[pousr]_|glpat-|xox|sk[_-]"
    r"|eyJ|curl|mysql|mariadb|redis-cli|mongo|ldap|login|zip|7z|openssl|bearer|webhook|api/push|cronitor|heartbeat|smb|/rp|/p:",
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
    groups = match.groupdict()
    for quote, name in (('"', "double"), ("'", "single"), ("", "secret")):
        secret = groups.get(name)
        if secret is not None:
            return match[0] if secret.lower() in _WORDS_NOT_SECRETS else f"{match['keep']}{quote}{MASK}"
    return match[0]


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
