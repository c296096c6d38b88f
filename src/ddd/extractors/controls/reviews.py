"""Reads who must approve a change before it is merged or applied, where a bot's configuration says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from yaml.nodes import Node, ScalarNode

from ddd.extractors._nodes import below, text
from ddd.extractors.controls._tree import Place, walk
from ddd.extractors.controls._words import APPROVAL_GATE, BRANCH_PROTECTION
from ddd.model import Control
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import scalar, sequence

_COUNTS = {
    **dict.fromkeys(
        ("required_approving_review_count", "required_approvals", "requiredApprovingReviewCount"), "approvals"
    ),
    **dict.fromkeys(("approvals_before_merge", "approvals_required", "required_approval_count"), "approvals"),
}
_FLAGS = {
    **dict.fromkeys(
        ("require_code_owner_reviews", "require_code_owner_review", "code_owner_approval_required"), APPROVAL_GATE
    ),
    **dict.fromkeys(("enforce_admins", "require_signed_commits", "required_signatures"), BRANCH_PROTECTION),
    **dict.fromkeys(("required_linear_history", "require_self_approval"), BRANCH_PROTECTION),
}
_LISTS = {
    **dict.fromkeys(("apply_requirements", "plan_requirements", "import_requirements"), APPROVAL_GATE),
    "contexts": BRANCH_PROTECTION,
}
_PROTECTED = frozenset({"required_status_checks", "branch-protection", "protection", "branches"})
_MERGIFY = re.compile(r"#(?:approved-reviews-by|review-requested)\s*(?:>=|=|>)\s*[0-9]{1,3}")
_TIDE_LABELS = frozenset({"lgtm", "approved"})
_BULK = 200
_WORKFLOW = re.compile(r"(?:^|/)\.github/(?:workflows|actions)/")
"""A step that sets a branch's protection may as well lift it for a moment."""
_GERRIT_LABEL = re.compile(r"\s*\[label\s+\"(?P<name>[^\"\n]{1,80})\"\]\s*")
_GERRIT_RULE = re.compile(
    r"\s*(?:function|submittableIf|copyMaxScore)\s*=\s*(?P<value>MaxWithBlock|MaxNoBlock|AnyWithBlock|label:\S.{1,200})"
)


@extractor(
    "review-rules",
    paths=("*.yml", "*.yaml", "bors.toml", "project.config"),
    literals=(
        *("required_approv", "approvals_", "requiredApprov", "approved-reviews-by", "apply_requirements", "[label"),
        *("require_code_owner", "enforce_admins", "require_signed", "required_signatures", "required_status_checks"),
        *("tide:", "approval_rules", "branch-protection", "requires:", "submittableIf", "require_self_approval"),
    ),
)
def review_rules(source: Source) -> Iterator[Control]:
    """Find how many must approve a change, and what protects a branch, in the configuration of bots and servers.

        branches:
          - name: main
            protection:
              required_pull_request_reviews:
                required_approving_review_count: 2

    Read are the settings app's `.github/settings.yml`, Prow's branch protection and Tide queries (labels `lgtm` and
    `approved`), Mergify's conditions (`#approved-reviews-by>=2`), bors, policy-bot's rules (`requires: count: 1`),
    Atlantis' `apply_requirements`, and labels of Gerrit's `project.config`. Branch protection that is set by
    hand at the server is not in the repository. Format: https://docs.github.com/en/rest/branches/branch-protection and
    the manuals of the bots.
    """
    if source.installed_path.endswith(".toml"):
        yield from _bors(source)
    elif source.installed_path.endswith("project.config"):
        yield from _gerrit(source)
    elif not _WORKFLOW.search(source.path):
        yield from _yaml(source)


def _yaml(source: Source) -> Iterator[Control]:
    try:
        documents = source.yaml
    except Unreadable:
        return  # who reads such a file is not known here
    yield from islice((fact for document in documents for fact in _of_document(source, document)), _BULK)


def _of_document(source: Source, document: Node) -> Iterator[Control]:
    is_policy = below(document, "policy", "approval") is not None
    for place in walk(document):
        if isinstance(place, ScalarNode):
            yield from _condition(source, place)
        else:
            yield from _setting(source, place, is_policy)


def _setting(source: Source, place: Place, is_policy: bool) -> Iterator[Control]:
    key, value = place.path[-1], text(place.value)
    if key in _COUNTS and value.isdigit() and value != "0":
        yield _control(source, place, APPROVAL_GATE, value, _COUNTS[key])
    elif key in _FLAGS and value.lower() == "true":
        yield _control(source, place, _FLAGS[key], key, "")
    elif key in _LISTS and (key != "contexts" or _PROTECTED & set(place.path)):
        words = [found for one in sequence(place.value) if (found := scalar(one))]
        if words:
            yield _control(source, place, _LISTS[key], ", ".join(words)[:300], "")
    elif key == "labels" and "tide" in place.path:
        words = [found for one in sequence(place.value) if (found := scalar(one))]
        if _TIDE_LABELS & set(words):
            yield _control(source, place, APPROVAL_GATE, ", ".join(words), "labels", _repositories(place))
    elif is_policy and key == "count" and place.around[:1] == ("requires",) and value.isdigit() and value != "0":
        yield _control(source, place, APPROVAL_GATE, value, "approvals")


def _repositories(place: Place) -> str:
    names = [one for key in ("repos", "orgs") for one in sequence(below(place.holder, key))]
    return ", ".join(found for one in names[:8] if (found := scalar(one)))


def _condition(source: Source, node: Node) -> Iterator[Control]:
    found = _MERGIFY.search(text(node))
    if found and "mergify" in source.path:
        yield Control(
            system="mergify",
            name="pull requests",
            control=APPROVAL_GATE,
            value=found[0].lstrip("#"),
            evidence=(source.at_node(node),),
        )


def _bors(source: Source) -> Iterator[Control]:
    for number, line in enumerate(source.lines, start=1):
        found = re.match(r"\s*required_approvals\s*=\s*(?P<value>[1-9][0-9]?)\s*(?:#.*)?$", line[:300])
        if found:
            yield Control(
                system="bors",
                name="pull requests",
                control=APPROVAL_GATE,
                value=found["value"],
                unit="approvals",
                evidence=(source.at(number),),
            )


def _gerrit(source: Source) -> Iterator[Control]:
    label, start = "", 0
    for number, line in enumerate(source.lines, start=1):
        if header := _GERRIT_LABEL.fullmatch(line[:300]):
            label, start = header["name"], number
        elif line.lstrip().startswith("["):
            label = ""
        elif label and (rule := _GERRIT_RULE.match(line[:400])):
            yield Control(
                system="gerrit",
                name=label,
                control=APPROVAL_GATE,
                value=rule["value"].strip(),
                scope="label",
                evidence=(source.at(number), source.at(start)),
            )


def _control(source: Source, place: Place, control: str, value: str, unit: str, scope: str = "") -> Control:
    first = source.at_node(place.value)
    key = source.at_node(place.key)
    name = ".".join(one for one in place.path[:-1] if one not in ("protection", "required_pull_request_reviews"))
    return Control(
        system="review-rules",
        name=name[-150:] or place.path[-1],
        control=control,
        value=value,
        unit=unit,
        scope=scope,
        evidence=(first, key) if key.line != first.line else (first,),
    )
