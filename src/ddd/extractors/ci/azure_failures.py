"""Reads what Azure Pipelines do when something fails, and who must agree before they go on."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, text
from ddd.extractors.ci._deploys import deploys
from ddd.extractors.ci._told import Keys, Pipeline, is_put_in, shortened
from ddd.model import Confidence
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, walk

_KEYS = Keys(
    limit="timeoutInMinutes",
    unit="minutes",
    retries=("retryCountOnTaskFailure",),
    allowed="continueOnError",
)
_PARTS = ("stage", "deployment", "job", "task", "script", "bash", "pwsh", "powershell", "template")
_OF_A_PIPELINE = frozenset({"trigger", "pr", "pool", "stages", "jobs", "steps", "extends", "resources", "schedules"})
_MAX_PARTS = 20_000


@extractor(
    "azure-failures",
    paths=("*.yml", "*.yaml"),
    literals=("timeoutInMinutes", "retryCountOnTaskFailure", "continueOnError", "- deployment:", "ManualValidation"),
)
def azure_failures(source: Source) -> Iterator[Extracted]:
    """Find in Azure Pipelines what limits a job or a task, what may fail, what is tried again, and the gates.

        jobs:
          - deployment: web
            timeoutInMinutes: 90
            environment: production
            strategy:
              runOnce:
                deploy:
                  steps:
                    - task: ManualValidation@0
                      inputs: {notifyUsers: ops@example.org}
                    - bash: ./deploy.sh
                      retryCountOnTaskFailure: 2

    The environment of a `deployment` is a gate: who must agree is set in the web page and cannot be seen;
    `ManualValidation` waits for a person. `continueOnError: true` is a failure that does not count.
    Format: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/
    """
    pipeline = Pipeline(source, "azure-pipelines")
    for document in _documents(source):
        if {key for key, _, _ in items(document)}.isdisjoint(_OF_A_PIPELINE):
            continue
        for node, _ in zip(walk(document), range(_MAX_PARTS), strict=False):
            kind = next((key for key in _PARTS if text(child(node, key))), "")
            if kind and isinstance(node, MappingNode):
                yield from _of_part(pipeline, kind, node)


def _documents(source: Source) -> list[Node]:
    """Any YAML file may hold a pipeline; only the name makes it certain that one was meant to."""
    try:
        return documents(source)
    except Unreadable:
        if "azure" in source.path.lower():
            raise
        return []


def _of_part(pipeline: Pipeline, kind: str, node: MappingNode) -> Iterator[Extracted]:
    said = child(node, kind)
    named = text(child(node, "displayName")) or text(said)
    word = kind if kind in ("stage", "deployment", "job") else "step"
    what = f"{word} {shortened(named.split(chr(10), 1)[0])}"
    yield from _KEYS.told(pipeline, what, node)
    environment = child(node, "environment")
    name = below(environment, "name") if isinstance(environment, MappingNode) else environment
    if kind == "deployment" and text(name):
        confidence = Confidence.LOW if is_put_in(text(name)) else Confidence.MEDIUM
        note = "whose approval the environment asks for is set in Azure DevOps, outside the repository"
        yield pipeline.gate(text(name), what, note, name, confidence=confidence)
    if kind == "task" and text(said).startswith("ManualValidation@"):
        yield pipeline.gate(text(below(node, "inputs", "instructions")) or named, what, "", said)
        users = below(node, "inputs", "notifyUsers")
        for address in filter(None, (one.strip() for one in text(users).replace(",", "\n").split("\n"))):
            contact = pipeline.contact("email", address, what, users)
            if contact:
                yield contact
    if word == "step":
        for key in ("script", "bash", "pwsh", "powershell"):
            yield from deploys(pipeline.source, pipeline.system, what, child(node, key))
