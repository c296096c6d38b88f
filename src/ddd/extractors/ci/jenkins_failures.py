"""Reads what Jenkins' pipelines do when something fails, who must agree, and whom they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._offsets import at_offset
from ddd.extractors.ci._groovy import Call, calls
from ddd.extractors.ci._jenkins import job_of
from ddd.extractors.ci._told import APPROVAL, is_put_in, shortened
from ddd.measures import seconds
from ddd.model import Contact, Control, FailureMode
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_CALLS = frozenset({"timeout", "retry", "input", "message", "submitter", "mail", "emailext", "slackSend", "stage"})
_PIPELINE = re.compile(r"\bpipeline\s{0,20}\{|\bnode\s{0,20}[({]|\bstage\s{0,20}\(")
_NUMBER = re.compile(r"\(?\s{0,20}(?:time\s{0,20}:\s{0,20}|count\s{0,20}:\s{0,20})?(?P<number>\d{1,9})\b")
_TIME = re.compile(r"\btime\s{0,20}:\s{0,20}(?P<number>\d{1,9})\b")
_UNIT = re.compile(r"\bunit\s{0,20}:\s{0,20}['\"]?(?:TimeUnit\.)?(?P<unit>[A-Za-z]{1,20})")
_NAMED = r"\b{}\s{{0,20}}:\s{{0,20}}(?P<quote>['\"])(?P<value>[^'\"\n]{{1,300}})(?P=quote)"
_MESSAGE, _SUBMITTER, _TO, _CHANNEL = (
    re.compile(_NAMED.format(word)) for word in ("message", "submitter", "to", "channel")
)
_FIRST = re.compile(r"\s{0,20}\(?\s{0,20}(?P<quote>['\"])(?P<value>[^'\"\n]{1,300})(?P=quote)")
_AROUND_STEPS = frozenset({"timeout", "retry"})
_TELLS = {"mail": ("email", _TO), "emailext": ("email", _TO), "slackSend": ("slack", _CHANNEL)}
_AGREES = re.compile(r"approv|proceed|deploy|promot|releas|continu|confirm|\bgo\b|sure", re.IGNORECASE)
"""What a message says that asks for more than a value."""
_ADDRESSES = re.compile(r"[,;\s]{1,20}")
_LONGEST = 2_000


@extractor(
    "jenkins-failures",
    paths=("Jenkinsfile", "Jenkinsfile*", "*.Jenkinsfile", "*.jenkinsfile", "*.jenkinsFile", "*.groovy"),
    literals=("timeout", "retry", "input", "mail", "slackSend"),
)
def jenkins_failures(source: Source) -> Iterator[FailureMode | Control | Contact]:
    """Find in Jenkinsfiles and shared libraries time limits, retries, the gates, and whom a build tells.

        pipeline {
            options { timeout(time: 1, unit: 'HOURS') }
            stages {
                stage('Deploy') {
                    input { message 'Deploy?'; submitter 'ops' }
                    steps { retry(3) { sh './deploy.sh' } }
                }
            }
            post { failure { mail to: 'ops@example.org', subject: 'failed' } }
        }

    `timeout` counts minutes unless it says otherwise. `input` waits for a person; a `submitter` is whom to ask. Times,
    addresses and channels that a run puts together cannot be seen.
    Format: https://www.jenkins.io/doc/book/pipeline/syntax/
    """
    if "jenkinsfile" not in source.path.lower() and not _PIPELINE.search(source.text):
        return
    found = sorted(calls(source.text, _CALLS), key=lambda call: call.offset)
    stage = ""
    for call in found:
        if call.name == "stage":
            stage = next((one.text for one in call.literals[:1] if not one.is_open), "")
        elif not call.is_assignment:
            inside = stage if "stage" in call.inside else ""
            yield from _READ[call.name](_Told(source, call, inside))


@dataclass(frozen=True, slots=True)
class _Told:
    """A call, and where it stands."""

    source: Source
    call: Call
    stage: str

    @property
    def arguments(self) -> str:
        return self.source.text[self.call.begin : min(self.call.end, self.call.begin + _LONGEST)]

    @property
    def name(self) -> str:
        return ": ".join(filter(None, (job_of(self.source.installed_path), self.stage)))

    @property
    def what(self) -> str:
        job = job_of(self.source.installed_path)
        whole = f"stage {self.stage}" if self.stage else "the pipeline" if job == "Jenkinsfile" else f"job {job}"
        return whole if self.call.name not in _AROUND_STEPS or "options" in self.call.inside else f"a part of {whole}"

    def failure(self, message: str, guard: str, outcome: str, within: int | None = None) -> FailureMode:
        return FailureMode(
            system="jenkins",
            name=self.name,
            message=message,
            guard=guard,
            outcome=outcome,
            within_seconds=within,
            evidence=(at_offset(self.source, self.call.offset),),
        )

    def gate(self, message: str) -> Control:
        return Control(
            system="jenkins",
            name=self.name,
            control=APPROVAL,
            value=shortened(message),
            scope=self.what,
            evidence=(at_offset(self.source, self.call.offset),),
        )

    def contacts(self, channel: str, said: str, role: str = "", scope: str = "") -> Iterator[Contact]:
        for address in _ADDRESSES.split(said.strip()):
            if not is_put_in(address):
                yield Contact(
                    system="jenkins",
                    name=self.name,
                    role=role,
                    channel=channel,
                    address=address,
                    scope=scope or self.what,
                    evidence=(at_offset(self.source, self.call.offset),),
                )


def _timeout(told: _Told) -> Iterator[FailureMode]:
    number = _TIME.search(told.arguments) or _NUMBER.match(told.arguments)
    if number is None:
        return
    unit = _UNIT.search(told.arguments)
    word = unit["unit"].lower() if unit else "minutes"
    word = word.removesuffix("s") if number["number"] == "1" else word
    silent = "activity" in told.call.words
    what = f"{told.what} prints nothing" if silent else f"{told.what} runs too long"
    guard = f"{'it prints nothing' if silent else 'it runs'} for more than {number['number']} {word}"
    length = seconds(f"{number['number']} {word}")
    yield told.failure(what, guard, "it is aborted", length)


def _retry(told: _Told) -> Iterator[FailureMode]:
    number = _NUMBER.match(told.arguments)
    if number is not None and number["number"] not in ("0", "1"):
        yield told.failure(f"{told.what} fails", "", f"it is tried {number['number']} times in all")


def _input(told: _Told) -> Iterator[Control | Contact]:
    message = _MESSAGE.search(told.arguments) or _FIRST.match(told.arguments)
    if message is None or ("parameters" in told.call.words and not _AGREES.search(message["value"])):
        return
    yield told.gate(message["value"])
    submitter = _SUBMITTER.search(told.arguments)
    if submitter:
        yield from told.contacts("", submitter["value"], "approver")


def _message(told: _Told) -> Iterator[Control]:
    """The message of a declarative `input { … }`."""
    literal = next(iter(told.call.literals), None)
    if told.call.inside[-1:] == ("input",) and literal is not None:
        yield told.gate(literal.text)


def _submitter(told: _Told) -> Iterator[Contact]:
    literal = next(iter(told.call.literals), None)
    if told.call.inside[-1:] == ("input",) and literal is not None:
        yield from told.contacts("", literal.text, "approver")


def _notification(told: _Told) -> Iterator[Contact]:
    channel, pattern = _TELLS[told.call.name]
    address = pattern.search(told.arguments)
    on_failure = not {"failure", "unsuccessful", "unstable", "always", "catch", "fixed"}.isdisjoint(told.call.inside)
    if address and "success" not in told.call.inside:
        scope = f"a build of {told.what} that failed" if on_failure else ""
        yield from told.contacts(channel, address["value"], scope=scope)


_READ = {
    "timeout": _timeout,
    "retry": _retry,
    "input": _input,
    "message": _message,
    "submitter": _submitter,
    "mail": _notification,
    "emailext": _notification,
    "slackSend": _notification,
}
