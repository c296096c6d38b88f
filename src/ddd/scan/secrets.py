"""Finds the secrets in other people's text and masks them: passwords, tokens, keys, credentials in addresses.

The forms of tokens are those their issuers publish for scanners. A template expression, a variable and a placeholder
are no secrets.
"""

from __future__ import annotations

import re
from functools import cache

import re2

from ddd.model import Definition

MASK = "***"

# Tokens that say themselves what they are.
_TOKENS = re.compile(
    r"\b(?:"
    r"(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|(?:gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas)-|xox[abceprs]-|xapp-|sk-)[\w-]{10,255}"
    r"|(?:[sr]k_(?:live|test)_|whsec_|shp(?:at|ca|pa|ss)_|gl(?:sa|c)_|dckr_pat_|lin_api_|npm_|hf_|do[opr]_v1_)\w{20,255}"
    r"|AIza[\w-]{30,40}|ya29\.[\w-]{20,400}|GOCSPX-[\w-]{20,40}|SG\.[\w-]{10,80}\.[\w-]{10,80}|pypi-[\w-]{30,300}"
    r"|hv[sbr]\.[\w-]{20,300}|\w{10,20}\.atlasv1\.[\w-]{20,100}|NR(?:AK|JS|II|RA)-\w{15,60}|dapi[a-f0-9]{32}"
    r"|AGE-SECRET-KEY-1\w{20,80}|PMAK-[\w-]{20,80}|sq0[a-z]{3}-[\w-]{20,60}|EAACEdEose0cBA\w{5,300}"
    r"|eyJ[\w-]{10,}\.[\w-]{5,}\.?[\w-]{0,}"
    r")"
    # Hashes of passwords, as crypt(5) and its kin write them; a line of nothing but base64, as keys have them.
    r"|\$(?:[156y]|2[abxy]|apr1|argon2id?|scrypt|gy)\$[\w./$=,+-]{20,300}"
    r"|(?m:^\s{0,40}(?=[a-z0-9+/]{0,75}[A-Z])(?=[A-Z0-9+/]{0,75}[a-z])(?=[A-Za-z+/]{0,75}\d)[A-Za-z0-9+/]{60,76}={0,2}\s{0,9}$)"
)

_NAME = r"[\w.-]{0,40}(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|auth)(?:[_-]?(?:key|id|hash))?\d{0,3}"
_KEY = (
    r"[\w.-]{0,40}(?:api|access|account|private|secret|encryption|signing|shared|routing|service|user|integration"
    r"|licen[cs]e|app)[_-]?key"
)
# What is quoted is taken whole; templates, variables and placeholders are no secrets.
_VALUE = (
    r"""(?:"(?![{$%<*"])(?P<double>[^"\n]{1,500})|'(?![{$%<*'])(?P<single>[^'\n]{1,500})"""
    r"""|(?P<secret>(?![{$%<'"*=-])[^\s'",;&|)}]+))"""
)
_SCHEMES = r"(?:Basic|Bearer|Token|Digest)"
# Forms first that carry their own marks, then names and options with a value. Each is linear in the length of the line.
_SECRETS = (
    r"(?P<keep>\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@'\"{}]{0,80}:)(?P<secret>[^\s/'\"{}]{1,200})(?=@)",
    r"(?P<keep>\b[a-z][a-z0-9+.-]{0,20}://)(?P<secret>[A-Za-z0-9_-]{16,200})(?=@)",
    r"(?P<keep>\b(?:hooks\.slack\.com/(?:services|workflows|triggers)|hc-ping\.com|discord(?:app)?\.com/api/webhooks)/)"
    r"(?P<secret>[\w/-]{8,200})",
    r"(?P<keep>\bevents\.(?:eu\.)?pagerduty\.com/integration/)(?P<secret>\w{8,64})",
    r"(?P<keep>\bapi\.telegram\.org/bot)(?P<secret>[\w:-]{8,200})",
    r"(?P<keep>[?&](?:x-(?:amz|goog)-(?:signature|security-token|credential)|key|sig|signature|token|secret|password|auth|access_token|api_?key|code)=)"
    r"(?P<secret>[^\s&'\"#{}]{1,500})",
    r"(?P<keep>-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)(?P<secret>(?:(?!-----END)[\s\S]){1,20000})",
    rf"(?P<keep>\bAuthorization:\s{{0,4}}['\"]?(?:{_SCHEMES}\s{{1,4}})?)"
    rf"(?P<secret>(?![{{$%<'\"*])(?!{_SCHEMES}\b)[^\s'\"{{}}]+)",
    r"(?P<keep>\bcurl\b[^|;\n]{0,300}?\s(?:-u|--user)[\s=]{0,2}['\"]?[^\s:'\"]{0,80}:)"
    r"(?P<secret>(?![{$%<*])[^\s'\"]+)",
    rf"(?P<keep>\b{_SCHEMES}\s{{1,4}})(?P<secret>(?=[\w.~+/-]{{0,200}}\d)[\w.~+/-]{{16,300}}={{0,2}})",
    rf"(?P<keep>\b(?:mysql\w*|mariadb\w*)\b[^|;&\n]{{0,200}}?[\s'\"]-p){_VALUE}",
    rf"(?P<keep>\bsshpass\b[^|;&\n]{{0,80}}?\s-p\s{{0,2}}){_VALUE}",
    rf"(?P<keep>\bredis-cli\b[^|;&\n]{{0,200}}?[\s'\"]-a[\s'\",]{{1,4}}?){_VALUE}",
    rf"(?P<keep>\bmongo\w*\b[^|;&\n]{{0,200}}?\s-p\s{{1,2}}){_VALUE}",
    rf"(?P<keep>\bldap\w+\b[^|;&\n]{{0,200}}?\s-w\s{{1,2}}){_VALUE}",
    rf"(?P<keep>\b(?:docker|podman|helm|az|oc|skopeo|buildah|npm)\b[^|;&\n]{{0,120}}?\blogin\b[^|;&\n]{{0,200}}?\s-p\s{{1,2}})"
    rf"{_VALUE}",
    rf"(?P<keep>\blftp\b[^|;&\n]{{0,120}}?\s-u\s{{0,2}}[^\s,]{{1,80}},){_VALUE}",
    rf"(?P<keep>\bsnmp\w+\b[^|;&\n]{{0,200}}?\s-[cAX]\s{{0,2}}){_VALUE}",
    rf"(?P<keep>\bhtpasswd\s{{1,4}}-(?!\w{{0,8}}n)\w{{0,8}}b\w{{0,8}}\s{{1,4}}\S{{1,200}}\s{{1,4}}\S{{1,80}}\s{{1,4}}){_VALUE}",
    rf"(?P<keep>\bhtpasswd\s{{1,4}}-(?=\w{{0,8}}n)\w{{0,8}}b\w{{0,8}}\s{{1,4}}\S{{1,80}}\s{{1,4}}){_VALUE}",
    rf"(?P<keep>\bnet\s{{1,4}}use\b[^|;&\n]{{0,200}}?\s/user:\S{{1,80}}\s{{1,4}}){_VALUE}",
    rf"(?P<keep>\bmc\s{{1,4}}(?:alias\s{{1,4}}set|config\s{{1,4}}host\s{{1,4}}add)(?:\s{{1,4}}\S{{1,200}}){{3}}\s{{1,4}}){_VALUE}",
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
    rf"(?P<keep>(?:{_NAME}|{_KEY})['\"]?[\])]{{0,3}}\s{{0,4}}[!=]==?\s{{0,4}})(?=['\"][^'\"]{{6}}){_VALUE}",
    rf"(?P<keep>(?:{_NAME}|{_KEY})(?:\s{{0,4}}=(?!=)\s{{0,4}}|['\"]\s{{0,4}}[:=]\s{{0,4}}|:\s{{1,4}}|:(?=['\"]))){_VALUE}",
    rf"(?P<keep>--?(?:{_NAME}|{_KEY})\s{{1,4}}){_VALUE}",
)
# One cheap look decides whether the patterns above can find anything at all: each of them needs one of these. In RE2 it
# takes a tenth of the time; `\W` stands for its `\s`, which knows ASCII alone.
_LIKE_TOKENS = (
    r"AKIA|ASIA|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas)-|xox[abceprs]-|xapp-|sk[_-]|rk_"
    r"|whsec_|shp(?:at|ca|pa|ss)_|gl(?:sa|c)_|dckr_pat_|lin_api_|npm_|hf_|do[opr]_v1_|AIza|ya29\.|GOCSPX-|SG\.|pypi-"
    r"|hv[sbr]\.|\.atlasv1\.|NR(?:AK|JS|II|RA)-|dapi|AGE-SECRET|PMAK-|sq0|EAACEdEose|eyJ"
    r"|\$(?:[156y]|2[abxy]|apr1|argon2|scrypt|gy)|[A-Za-z0-9+/]{60}"
)
_TOKEN_HINT = re2.compile(_LIKE_TOKENS)
_HINT = re2.compile(
    r"(?i:pass|pwd|secret|token|key|credential|auth|://|slack|hc-ping|telegram|[?&]sig|curl|mysql|mariadb|redis-cli|mongo"
    r"|ldap|login|zip|7z|openssl|bearer|webhook|api/push|cronitor|heartbeat|smb|/rp|/p:|lftp|snmp|htpasswd|net\W+use"
    r"|\bmc\W|pagerduty|signature)|" + _LIKE_TOKENS
)
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?[=!:]|.", re.DOTALL)
_UPPER_END = re.compile(r"\{(\d+),\d+\}")
_WORDS_NOT_SECRETS = frozenset(
    {"true", "false", "yes", "no", "null", "none", "omit", "~", "|", ">", "|-", ">-", "!vault"}
)


def masked(text: str) -> str:
    """Return `text` with passwords, tokens, keys and URL credentials replaced by `***`. Template expressions stay."""
    data = text.encode("utf-8", "surrogatepass")
    if not _HINT.search(data):
        return text
    if _TOKEN_HINT.search(data):
        text = _TOKENS.sub(MASK, text)
    if text.isascii() and not _closer().search(text):
        return text
    for pattern in _patterns():
        text = pattern.sub(_hide, text)
    return text


def has_secret(definition: Definition) -> bool:
    """Tell whether the value of a name looks like a secret; that a file is named `/etc/passwd` makes none."""
    name, value = definition.name, definition.value
    told = (name, value) if definition.kind == "installed-file" else (f"{name}: {value}",)
    return any(masked(one) != one for one in told)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the forms of secrets; most runs never come to need them."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _SECRETS)


@cache
def _closer() -> re2._Regexp:
    """Return what matches ASCII text wherever one of the patterns does, and seldom else, in a hundredth of the time."""
    return re2.compile("|".join(f"(?i:{looser(pattern)})" for pattern in _SECRETS))


def looser(pattern: str) -> str:
    """Return a pattern that RE2 understands and that matches, in ASCII text, whatever `pattern` does, and more.

    It does not look ahead, and what may be repeated so and so often may be repeated without end.
    """
    pieces, depth = [], 0
    for piece in _PIECE.findall(pattern):
        if depth or piece in ("(?=", "(?!"):
            depth += piece.startswith("(") - (piece == ")")
        else:
            pieces.append(piece)
    return _UPPER_END.sub(r"{\1,}", "".join(pieces))


def _hide(match: re.Match[str]) -> str:
    groups = match.groupdict()
    for quote, name in (('"', "double"), ("'", "single"), ("", "secret")):
        secret = groups.get(name)
        if secret is not None:
            return match[0] if secret.lower() in _WORDS_NOT_SECRETS else f"{match['keep']}{quote}{MASK}"
    return match[0]
