"""Reads YAML for settings whose name says how long something is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from yaml.nodes import Node, ScalarNode

from ddd.extractors._jinja import is_template, references
from ddd.extractors._nodes import below, documents, text
from ddd.extractors.controls._keys import LITERALS, Kept, Told, kept, may_be_kept, may_name_what_is_kept, told, words
from ddd.extractors.controls._tree import Place, walk
from ddd.extractors.controls._words import ARTIFACT_RETENTION, BACKUP_RETENTION, LOG_RETENTION, PERIODS, copies
from ddd.measures import DAY, seconds
from ddd.model import Confidence, Control, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_SYSTEM = "retention"
_MOST = 400
_ARTIFACTS = ("upload-artifact",)
_SHORTEST_RECORD = 30 * DAY
_SAYS_NOTHING = frozenset(
    {"spec", "default", "defaults", "config", "settings", "data", "vars", "environment", "env", "with", "main", "value"}
)
_DOCKER_LOG = {"max-size": "", "max-file": "files"}
_IN_TEXT = re.compile(
    r"(?P<word>retain|rotate|maxage)[ \t]+(?:(?P<period>hourly|daily|weekly|monthly)[ \t]+)?(?P<n>[0-9]{1,5})"
)
_TO_KEEP = ("retain", "interval")
# For one look at a text in lower case: signs between words, in quotes as escapes too.
_ESCAPES = r"(?:\\[a-z]|[\s\\])"
_MAY_BE_TEXT = tuple(
    re.compile(rf"{word}{_ESCAPES}+(?:(?:{'|'.join(PERIODS)}){_ESCAPES}+)?[0-9]")
    for word in ("retain", "rotate", "maxage")
)
_MAY_BE_PERIOD = tuple(re.compile(rf"{period}(?:{_ESCAPES}|[\"'])*:") for period in PERIODS)
_MAY_BE_OPTION = tuple(re.compile(rf"{word}{_ESCAPES}*[\"']?\s*(?:[,}}\]#\n]|\Z)") for word in _TO_KEEP)
# A key that is an alias or marked as one may stand apart from its colon.
_ODD_KEY = re.compile(r"\*\S{1,100}\s{1,20}:"), re.compile(r"\?(?<![^\s\[{,-]\?)\s")
_KEEPING = frozenset({"retain", "retention", "keep"})
_OFF = frozenset({"comment", "absent", "ignore", "disabled"})


@extractor(
    "retention-keys",
    paths=("*.yml", "*.yaml"),
    literals=(*LITERALS, "retain", "rotate", "max-size", "max-file", "expire_in"),
)
def retention_keys(source: Source) -> Iterator[Control]:
    """Find in YAML how long logs, backups, artifacts and other data are kept, told by the names of the settings.

        loki:
          limits_config:
            retention_period: 744h
        borgmatic_keep_daily: 7

    What counts: names about retention (`logRetentionDays`, `retention.ms`, `BACKUP_RETENTION_DAYS`), about copies
    (`keep_daily`, `backups_to_keep`), about age (`delete_older_than`), rsnapshot's and logrotate's lines in lists
    (`retain daily 7`, `rotate 12`), entries of a name and a value (`name: daily`, `option: retain`, `value: 7`),
    Docker's log options, `retention-days` and `expire_in` of artifacts. The value must be an amount. The name says the
    unit, name and surroundings say what is kept. `${DAYS:-7}` is 7, with a note; `-1` is `forever`. Not seen: values in
    JSON, in templates of Helm, and switches (`retention_enabled: true`), which say nothing of how long.
    Format: https://yaml.org/spec/1.2.2/.
    """
    if not _may_keep(source.text.lower()):
        return
    try:
        found = documents(source)
    except Unreadable:
        return  # who reads such a file is not known here; those who know say so
    # Beyond that it is a table of tenants or the like: more of the same.
    yield from islice((fact for document in found for fact in _of_document(source, document)), _MOST)


def _may_keep(text: str) -> bool:
    """Tell whether a text in lower case can hold any of what is looked for; False is certain.

    Most files that say `keep` keep nothing, and composing one costs a hundred times as much as this look.
    """
    if any(one in text for one in ("expire_in", *_DOCKER_LOG)) or _any(_MAY_BE_TEXT, text):
        return True
    if any(period in text for period in PERIODS):  # alone, it counts below a key or beside an option that says what for
        is_key = any(one in text for one in _KEEPING) and _any((*_MAY_BE_PERIOD, *_ODD_KEY), text)
        if is_key or ("value" in text and _any(_MAY_BE_OPTION, text)):
            return True
    return may_name_what_is_kept(text)


def _any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _of_document(source: Source, document: Node) -> Iterator[Control]:
    is_cloudformation = "AWS::" in source.text
    own = text(below(document, "metadata", "name"))
    above = tuple(
        filter(None, (own or text(below(document, "metadata", "generateName")), text(below(document, "kind"))))
    )
    for place in walk(document, (above[1], above[0]) if len(above) > 1 else ()):
        if isinstance(place, ScalarNode):
            yield from _of_text(source, place)
        elif not (is_cloudformation and "Properties" in place.path):
            yield from _of_place(source, place)


def _of_place(source: Source, place: Place) -> Iterator[Control]:
    key = place.path[-1]
    if isinstance(place.value, ScalarNode):
        yield from _of_setting(source, place, key, place.value)
    if key == "value" and isinstance(place.value, ScalarNode):
        name = below(place.holder, "name") or below(place.holder, "key")
        yield from _of_entry(source, place, name, text(name))


def _of_setting(source: Source, place: Place, key: str, value: ScalarNode) -> Iterator[Control]:
    if key in _DOCKER_LOG and {"logging", "log-opts", "log_options", "default-logging"} & set(place.path):
        yield from _control(source, place, Kept(LOG_RETENTION, _DOCKER_LOG[key], False), (place.key, value), key)
    elif key == "expire_in" and "artifacts" in place.path:
        yield from _control(source, place, Kept(ARTIFACT_RETENTION, "", False), (place.key, value), key)
    elif kind := _kind(source, place, key):
        yield from _control(source, place, kind, (place.key, value), key)


def _kind(source: Source, place: Place, key: str) -> Kept | None:
    """A period alone (`daily: 7`) counts below a key that says what for."""
    if key.lower() in PERIODS and place.around and not _KEEPING.isdisjoint(words(place.around[0])):
        return Kept(BACKUP_RETENTION, copies(key), False)
    if key == "retention-days" and any(one in source.text for one in _ARTIFACTS):
        return Kept(ARTIFACT_RETENTION, "days", False)
    return kept(key, (*place.around, *reversed(source.path.split("/")))) if may_be_kept(key) else None


def _of_entry(source: Source, place: Place, name: Node | None, called: str) -> Iterator[Control]:
    if name is None:
        return
    is_copies = called in PERIODS and any(text(below(place.holder, key)) in _TO_KEEP for key in ("option", "key"))
    kind = Kept(BACKUP_RETENTION, copies(called), False) if is_copies else kept(called, place.around[1:])
    if kind:
        is_off = text(below(place.holder, "state")) in _OFF
        for fact in _control(source, place, kind, (place.value, name), called):
            note = "the entry is not put into the configuration"
            yield replace(fact, state=State.ABSENT, note=note) if is_off else fact


def _of_text(source: Source, node: ScalarNode) -> Iterator[Control]:
    found = _IN_TEXT.fullmatch(str(node.value).strip())
    if not found or (found["word"] == "retain") != bool(found["period"]):
        return
    is_backup = found["word"] == "retain"
    yield Control(
        system=_SYSTEM,
        name=str(node.value).strip(),
        control=BACKUP_RETENTION if is_backup else LOG_RETENTION,
        value=found["n"],
        unit=copies(found["period"]) if is_backup else "days" if found["word"] == "maxage" else "rotations",
        evidence=(source.at_node(node),),
    )


def _control(source: Source, place: Place, kind: Kept, nodes: tuple[Node, Node], key: str) -> Iterator[Control]:
    said = told(text(place.value), kind)
    if said is None or (kind.control == ARTIFACT_RETENTION and _is_handed_over(said)):
        return
    places = tuple({one.line: one for one in map(source.at_node, reversed(nodes))}.values())[::-1]
    first = source.at_node(place.value)
    yield Control(
        system=_SYSTEM,
        name=_name(place, key),
        control=kind.control,
        value=said.value,
        unit=said.unit,
        note=said.note,
        state=State.UNRESOLVED if said.is_open else State.ACTIVE,
        confidence=Confidence.MEDIUM if kind.control == ARTIFACT_RETENTION else Confidence.HIGH,
        references=references(said.value) if is_template(said.value) else (),
        evidence=(first, *(one for one in places if one.line != first.line)),
    )


def _is_handed_over(said: Told) -> bool:
    """What jobs of one pipeline hand to each other is no record that anybody keeps."""
    length = seconds(f"{said.value} {said.unit}")
    return length is not None and length < _SHORTEST_RECORD


def _name(place: Place, key: str) -> str:
    """Return the key after what it stands in, without what says nothing."""
    parts = [one for one in place.path[:-1] if one not in _SAYS_NOTHING and not one.startswith("x-")]
    return ".".join([*parts, key] if parts[-1:] != [key] else parts)[-150:]
