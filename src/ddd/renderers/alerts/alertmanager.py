"""The settings of Alertmanager for the generated alerts: whom each reaches, and which one silences which.

Format: https://prometheus.io/docs/alerting/latest/configuration/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ddd import generated, metrics
from ddd.model import Artifact, Severity
from ddd.renderers import yaml_text
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views.routing import Receiver, Routing, routing

SETTINGS_FILE = "alertmanager.yml"
_ADVICE = "\n# ".join(
    (
        "Change those.",
        "Complete, and loadable as it is. To use it with settings of your own, copy into them: both entries below",
        "`route: routes:`, as the first of your own `route: routes:`; all of `inhibit_rules`; and those of `receivers`",
        "that you do not have yet. A receiver here tells nobody so far: give each its channel (email_configs,",
        "slack_configs, pagerduty_configs, …). Which of them this repository knows already is said in contacts.md.",
    )
)
HEADER = generated.line("the owners of this repository's tasks", advice=_ADVICE)
_OVERDUE = metrics.overdue_alert(".+")
_EVERY = "|".join((metrics.FAILED, metrics.NEVER_REPORTED, _OVERDUE))
_OF_CHECK = "|".join((metrics.CHECK_FAILED, metrics.CHECK_STOPPED, metrics.CHECK_TELLS_NOBODY, metrics.DELIVERY_POOR))
_THERE = [metrics.TASK, metrics.ASSET, "instance", "cluster", "namespace"]
"""The same task at the same place: an asset of the ledger, a host, or a namespace of a cluster.

Labels that neither alert has are equal.
"""

Data = dict[str, Any]


@renderer("alertmanager", Pillar.ESCALATION, "whom Alertmanager tells of which generated alert")
def alertmanager(book: Book) -> Iterator[Artifact]:
    """Yield `alertmanager.yml`."""
    found = routing(book.plan)
    settings = {
        "route": _root(found),
        "inhibit_rules": list(_inhibitions()),
        "receivers": [{"name": name} for name in found.names],
    }
    text = yaml_text.dump(settings, HEADER)
    yield Artifact(path=SETTINGS_FILE, text=text, title="Alertmanager routes, receivers and inhibitions")


def matcher(label: str, value: str, sign: str = "=") -> str:
    """Return a matcher that both grammars of Alertmanager read alike, whatever stands in the value."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{label}{sign}"{quoted}"'


def _root(found: Routing) -> Data:
    """Return the route of everything; all that is ddd's stands in two children of it, which can be copied as a whole.

    The second is for the alerts about the daily check, which are about no task and have no owner.
    """
    of_tasks = {
        "matchers": [matcher("alertname", _EVERY, "=~"), matcher(metrics.TASK, "", "!=")],
        "receiver": found.default.name,
        "group_by": [metrics.OWNER, "alertname"],
    }
    of_check = {
        "matchers": [matcher("alertname", _OF_CHECK, "=~")],
        "receiver": found.default.name,
        "group_by": ["alertname"],
    }
    return {
        "receiver": found.default.name,
        "routes": [
            _with_children(of_tasks, _children(found.by_severity, found.by_owner)),
            _with_children(of_check, _children(found.by_severity, ())),
        ],
    }


def _with_children(route: Data, children: Iterator[Data]) -> Data:
    below = list(children)
    return {**route, "routes": below} if below else route


def _children(by_severity: Iterable[Receiver], by_owner: Iterable[Receiver]) -> Iterator[Data]:
    """Yield first whom the repository tells of a severity, then the owners, who are told in any case."""
    for one in by_severity:
        yield {"matchers": [matcher(metrics.SEVERITY, one.severity)], "receiver": one.name, "continue": True}
    for one in by_owner:
        yield {"matchers": [matcher(metrics.OWNER, one.name)], "receiver": one.name}


def _inhibitions() -> Iterator[Data]:
    """Yield what is silent while something says more about the same task.

    That it failed says why it is overdue there, and that it was reported; what is critical says more than a warning.
    """
    failed = [matcher("alertname", metrics.FAILED)]
    yield {
        "source_matchers": failed,
        "target_matchers": [matcher("alertname", _OVERDUE, "=~")],
        "equal": _THERE,
    }
    yield {
        "source_matchers": failed,
        "target_matchers": [matcher("alertname", metrics.NEVER_REPORTED)],
        "equal": [metrics.TASK],
    }
    every = matcher("alertname", _EVERY, "=~")
    yield {
        "source_matchers": [every, matcher(metrics.SEVERITY, Severity.CRITICAL.value)],
        "target_matchers": [every, matcher(metrics.SEVERITY, Severity.WARNING.value)],
        "equal": _THERE,
    }
