"""Reads the jobs of Jenkins that are data: Job Builder's YAML, and the form in which a controller keeps them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, places, text
from ddd.extractors._offsets import at_offset
from ddd.extractors.ci._jenkins import ERB, ONLY_CHANGES, Build, builds, job_of, schedule, times
from ddd.model import Schedule, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import items, sequence

_PLACEHOLDER = re.compile(r"\{(?:obj:)?(?P<name>[A-Za-z_][\w-]{0,80})(?:\|[^{}]{0,80})?\}")
_XML_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->)|(?!))*+(?:-->|\Z)")
_NOT_A_LINE_END = re.compile(r"[^\n]")
_XML_TRIGGER = re.compile(
    r"""<(?P<kind> hudson\.triggers\.(?:TimerTrigger|SCMTrigger)
        | org\.jenkinsci\.plugins\.parameterizedscheduler\.ParameterizedTimerTrigger ) \b [^>]{0,200} >
        \s*+ <(?:spec|parameterizedSpecification)> (?P<spec> [^<]{0,4000} ) </""",
    re.VERBOSE,
)


@extractor("jenkins-job-builder", paths=("*.yml", "*.yaml"), literals=("timed:", "pollscm", "parameterized-timer"))
def jenkins_job_builder(source: Source) -> Iterator[Schedule]:
    """Find the timers of Jenkins Job Builder, in whatever YAML file its jobs stand.

        - job:
            name: nightly-cleanup
            triggers:
              - timed: "H 3 * * *"

    So also `pollscm:` and `parameterized-timer:`, in `job`, `job-template`, `defaults` and `trigger`. A placeholder
    (`{cron}`) is looked up in the template's own defaults, else it stays unresolved. `disabled: true` is suspended.
    Format: https://jenkins-job-builder.readthedocs.io/en/latest/triggers.html
    """
    for document in _documents(source):
        for entry in sequence(document):
            for kind, _, job in items(entry):
                if kind in ("job", "job-template", "defaults", "trigger"):
                    yield from _of_job(source, job)


@extractor("jenkins-config", paths=("*.xml",), literals=("Trigger>", "ParameterizedTimerTrigger"))
def jenkins_config(source: Source) -> Iterator[Schedule]:
    """Find the timers of jobs in Jenkins' own form: `jobs/nightly/config.xml`.

        <hudson.triggers.TimerTrigger><spec>H 3 * * *</spec></hudson.triggers.TimerTrigger>

    The job is called after its folder. `<disabled>true</disabled>` is suspended; an empty `<spec>` is no timer.
    Format: https://www.jenkins.io/doc/book/system-administration/administering-jenkins/
    """
    without = _XML_COMMENT.sub(lambda match: _NOT_A_LINE_END.sub(" ", match[0]), source.text)
    name = job_of(source.installed_path).removesuffix(".xml")
    state = State.SUSPENDED if "<disabled>true</disabled>" in without else State.ACTIVE
    for match in _XML_TRIGGER.finditer(without):
        spec = match["spec"]
        expression = times(html.unescape(spec))
        if expression:
            offset = match.start("spec") + len(spec) - len(spec.lstrip())
            yield replace(
                schedule(name, expression, (at_offset(source, offset),)),
                state=state,
                note=ONLY_CHANGES if "SCMTrigger" in match["kind"] else "",
            )


def _documents(source: Source) -> list[Node]:
    """Any YAML file may hold jobs of Job Builder: one that is no YAML is not known to be one."""
    try:
        return documents(source)
    except Unreadable:
        return []


def _of_job(source: Source, job: Node) -> Iterator[Schedule]:
    name = text(below(job, "name")) or source.path.rsplit("/", 1)[-1]
    state = State.SUSPENDED if text(below(job, "disabled")) == "true" else State.ACTIVE
    for trigger in sequence(below(job, "triggers")):
        for kind, _, value in items(trigger):
            if kind in ("timed", "pollscm", "parameterized-timer"):
                yield from _of_timer(source, job, name, kind, value, state)


def _of_timer(source: Source, job: Node, name: str, kind: str, value: Node, state: State) -> Iterator[Schedule]:
    cron = below(value, "cron") if isinstance(value, MappingNode) else value
    if cron is None or not text(cron):
        return
    placeholder = _PLACEHOLDER.fullmatch(text(cron))
    default = below(job, placeholder["name"]) if placeholder else None
    spec = text(default) or text(cron)
    is_open = _PLACEHOLDER.search(spec) is not None or ERB in spec
    for build in [Build(spec, 0)] if is_open else builds(spec):
        notes = (ONLY_CHANGES if kind == "pollscm" else "", build.parameters and f"with {build.parameters}")
        stands, *using = places(source, default, cron)
        stands = source.at(stands.line + build.line, stands.column) if build.line else stands
        yield replace(
            schedule(name, build.expression, (stands, *using)),
            state=State.UNRESOLVED if is_open and state is State.ACTIVE else state,
            note="; ".join(filter(None, notes)),
        )
