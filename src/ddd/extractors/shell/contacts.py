"""Whom shell scripts notify: mails they send, webhooks they post to, addresses they keep in variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ddd.extractors._receivers import emails, is_placeholder, service, topic
from ddd.extractors.shell._script import Script, is_shell, one_line, script_of, split_if
from ddd.extractors.shell._shown import condition_of
from ddd.extractors.shell._words import bare
from ddd.model import Contact, State, replace
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_SYSTEM = "shell"
_MAILERS = frozenset({"mail", "mailx", "s-nail", "nail", "mutt", "neomutt", "sendmail", "ssmtp", "msmtp", "swaks"})
# Options of mailers that take a value which is no receiver.
_WITH_VALUE = frozenset({"-s", "-r", "-a", "-S", "-A", "-q", "-f", "-F", "-h", "-H", "-o", "-u", "-C", "-i", "--from"})
_WITH_VALUE |= {"--server", "--header", "--body", "--data"}
_RECEIVER_OPTIONS = frozenset({"-c", "-b", "-t", "--to", "-cc", "-bcc"})
_NAMED = re.compile(
    r"""(?ix) (?:^|_)
    (?: (?:e?mail)_?(?:to|recipients?|alert|admin|addr(?:ess)?|dest) | alert_?to | notify | recipients? | e?mail
    | (?:alert|admin|notify|notification|oncall|ops|report|error|warn(?:ing)?|monitor(?:ing)?|support|sysadmin|dest)s?
      _?(?:e?mail|to|recipients?|addr(?:ess)?(?:es)?|contacts?)s? )$
    """
)
_CHANNEL_NAMED = re.compile(r"(?i)(?:^|_)(?:slack|mattermost|rocketchat|discord|irc)_?(?:channel|room)$")
_CHANNEL = re.compile(r"""(?x) \\?["']?channel\\?["']?\s*[:=]\s*\\?["'](?P<channel>[#@]?[\w.-]{1,80}) """)
_POSTERS = frozenset({"curl", "wget", "http", "https"})
_LOCAL = frozenset({"root", "postmaster", "hostmaster"})
_VARIABLE = re.compile(r"\$\{?(?P<name>[A-Za-z_]\w*)(?::-(?P<default>[^{}]{1,200}))?\}?")
_SENDER = re.compile(r"(?i)from|sender|reply|user|login|author|git|account|acme|certbot|letsencrypt|lego|register")


@extractor(
    "shell-contacts",
    paths=("*.sh", "*.bash", NO_SUFFIX),
    literals=(
        "mail",
        "MAIL",
        "hooks.",
        "webhook",
        "WEBHOOK",
        "slack",
        "SLACK",
        "NOTIFY",
        "api.telegram",
        "ntfy.sh",
        "@",
    ),
)
def shell_contacts(source: Source) -> Iterator[Contact]:
    """Find whom shell scripts tell: `mail`, `sendmail`, posts to Slack and its like, variables such as `ALERT_EMAIL`.

        ADMIN_EMAIL=ops@harbour.example
        if ! restic check; then
            echo "the repository is damaged" | mail -s "backup" "$ADMIN_EMAIL"
        fi

    The address is a mail address, a local user, or a channel; never the address of a webhook, which is a secret. The
    note says on what condition the message is sent. Receivers that come from the command line are not seen.
    Format: mailx(1).
    """
    if not is_shell(source):
        return
    script = script_of(source)
    found: dict[tuple[str, str], Contact] = {}
    for node in script.of_type("variable_assignment", "command"):
        for contact in _contacts(script, node):
            key = (contact.channel, contact.address)
            before = found.get(key)
            found[key] = _joined(before, contact) if before else contact
    yield from found.values()


def _joined(before: Contact, after: Contact) -> Contact:
    evidence = tuple(dict.fromkeys((*before.evidence, *after.evidence)))[:10]
    return replace(before, evidence=evidence, note=before.note or after.note)


def _contacts(script: Script, node: Node) -> Iterator[Contact]:
    if node.type == "variable_assignment":
        yield from _kept(script, node)
    elif node.type == "command":
        words = bare(script.words(node))
        if words[:1] and words[0] in _MAILERS:
            for address, start in _receivers(script, words, node):
                yield _contact(script, "email", address, start, node)
        elif words[:1] and words[0] in _POSTERS:
            yield from _posted(script, words, node)


def _kept(script: Script, node: Node) -> Iterator[Contact]:
    """A variable whose name says that it holds a receiver."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or _SENDER.search(script.of(name)):
        return
    text = script.of(value)
    if _NAMED.search(script.of(name)):
        for address in emails(text) if "$(" not in text else ():
            yield _contact(script, "email", address, node.start_byte, None)
    elif match := _CHANNEL_NAMED.search(script.of(name)):
        channel = text.strip("\"'")
        if re.fullmatch(r"#?[\w.-]{1,80}", channel):
            service_name = re.match(r"(?i)_?([a-z]+?)_?(?:channel|room)$", match[0])
            yield _contact(script, service_name[1].lower() if service_name else "chat", channel, node.start_byte, None)


def _receivers(script: Script, words: tuple[str, ...], node: Node) -> Iterator[tuple[str, int]]:
    """Yield the receivers of a mailer's call, each where it stands."""
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in _WITH_VALUE and rest and words[0] != "sendmail":
            rest.pop(0)
        elif word in _RECEIVER_OPTIONS and rest:
            rest.insert(0, rest.pop(0))
        elif not word.startswith("-") or "@" in word:
            yield from _addresses(script, word, node)


def _addresses(script: Script, word: str, node: Node) -> Iterator[tuple[str, int]]:
    variable = _VARIABLE.fullmatch(word)
    constant = script.constants.get(variable["name"]) if variable else None
    text = constant.value if constant else (variable["default"] or "") if variable else word
    start = constant.start if constant else node.start_byte
    found = emails(text) or tuple(one for one in re.split(r"[,\s]+", text) if one in _LOCAL)
    yield from ((address, start) for address in found)


def _posted(script: Script, words: tuple[str, ...], node: Node) -> Iterator[Contact]:
    text = script.of(node)
    url = next((word for word in words[1:] if service(_url(script, word))), "")
    if not url:
        return
    match = _CHANNEL.search(text[:4000])
    address = match["channel"] if match else topic(_url(script, url))
    yield _contact(script, service(_url(script, url)), address, node.start_byte, node)


def _url(script: Script, word: str) -> str:
    variable = _VARIABLE.fullmatch(word)
    constant = script.constants.get(variable["name"]) if variable else None
    return constant.value if constant and constant.value else word


def _contact(script: Script, channel: str, address: str, start: int, sender: Node | None) -> Contact:
    places = [script.at(start)] if sender is None else [script.at(start), script.at(sender.start_byte)]
    lines = {place.line: place for place in reversed(places)}
    return Contact(
        system=_SYSTEM,
        name=address or channel,
        role="notification",
        channel=channel,
        address=address,
        note=_when(script, sender) if sender is not None else "",
        state=State.EXAMPLE if is_placeholder(address) else State.ACTIVE,
        evidence=tuple(lines[line] for line in dict.fromkeys(place.line for place in places)),
    )


def _when(script: Script, node: Node) -> str:
    """Say on what condition a message is sent: that of the branch it stands in, or by which function."""
    above: Node | None = node.parent
    below: Node = node
    while above is not None:
        if above.type in ("if_statement", "elif_clause"):
            conditions, body, _ = split_if(above)
            if conditions and any(one.id == below.id for one in body):
                return f"sent when {one_line(condition_of(script.of(conditions[-1])), 160)}"
        if above.type == "function_definition":
            name = above.child_by_field_name("name")
            return f"sent by the function {script.of(name)}" if name is not None else ""
        below, above = above, above.parent
    return ""
