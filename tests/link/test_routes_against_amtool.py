"""The routes an alert takes are those that Alertmanager's own tool names."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from ddd.link.escalation import escalations
from ddd.pipeline import take_inventory
from tests.promtool import receivers
from tests.repositories import written

ROUTES = """
route:
  receiver: everybody
  group_wait: 30s
  routes:
    - receiver: pager
      matchers: [severity="critical"]
      routes:
        - receiver: db-pager
          matchers: [team="db"]
        - receiver: web-pager
          match: {team: web}
    - receiver: archive
      continue: true
      match_re: {severity: warning|info}
    - receiver: tickets
      matchers: ['severity=~"warn.*"', 'team!="db"']
      routes:
        - receiver: web-tickets
          continue: true
          matchers: [team="web"]
        - receiver: copies
          matchers: [team=~".+"]
receivers:
  - {name: everybody, email_configs: [{to: a@acme-harbour.io, from: b@acme-harbour.io, smarthost: "mail:25"}]}
  - {name: pager, webhook_configs: [{url: "http://pager.acme-harbour.io/a"}]}
  - {name: db-pager, webhook_configs: [{url: "http://pager.acme-harbour.io/b"}]}
  - {name: web-pager, webhook_configs: [{url: "http://pager.acme-harbour.io/c"}]}
  - {name: archive, webhook_configs: [{url: "http://pager.acme-harbour.io/d"}]}
  - {name: tickets, webhook_configs: [{url: "http://pager.acme-harbour.io/e"}]}
  - {name: web-tickets, webhook_configs: [{url: "http://pager.acme-harbour.io/f"}]}
  - {name: copies, webhook_configs: [{url: "http://pager.acme-harbour.io/g"}]}
"""
SEVERITIES, TEAMS = ("critical", "warning", "info", ""), ("db", "web", "sea", "")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rules = "".join(
        f"  - alert: A{n}\n    expr: up == 0\n    labels: {{{', '.join(f'{k}: {v}' for k, v in labels.items())}}}\n"
        for n, labels in enumerate(map(given, product(SEVERITIES, TEAMS)))
    )
    files = {"alertmanager.yml": ROUTES, "rules.yml": f"groups:\n- name: all\n  rules:\n{rules}"}
    return written(tmp_path_factory.mktemp("routes"), files)


def given(pair: tuple[str, str]) -> dict[str, str]:
    return {name: value for name, value in zip(("severity", "team"), pair, strict=True) if value}


def test_every_alert_goes_where_alertmanager_sends_it(repository: Path) -> None:
    inventory = take_inventory(repository)
    steps = escalations(inventory)
    told = {fact.name: [step.who for step in steps[fact.id]] for fact in inventory.facts if fact.kind == "trigger"}
    wanted = {
        f"A{n}": receivers(repository / "alertmanager.yml", alertname=f"A{n}", **given(pair))
        for n, pair in enumerate(product(SEVERITIES, TEAMS))
    }
    assert told == wanted
