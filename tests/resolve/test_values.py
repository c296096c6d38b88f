"""Values of other languages than Jinja: followed across files, whichever side a prefilter selected."""

from __future__ import annotations

from pathlib import Path

from ddd.model import Schedule, State
from ddd.pipeline import take_inventory
from tests.repositories import written

_CRONJOB = """apiVersion: batch/v1
kind: CronJob
metadata: {name: purge}
spec:
  schedule: {{ .Values.purge.when | quote }}
  jobTemplate: {}
"""


def schedules(root: Path) -> list[Schedule]:
    return [one for one in take_inventory(root).facts if isinstance(one, Schedule)]


def chart(**files: str) -> dict[str, str]:
    return {"chart/templates/purge.yaml": _CRONJOB, **{f"chart/{name}.yaml": text for name, text in files.items()}}


def test_the_fact_stands_where_the_value_does(tmp_path: Path) -> None:
    [fact] = schedules(written(tmp_path, chart(values="purge:\n  when: 7 4 * * *\n")))
    places = [(place.path, place.line) for place in fact.evidence]
    assert places[:2] == [("chart/values.yaml", 2), ("chart/templates/purge.yaml", 5)]
    assert (fact.expression, fact.state) == ("7 4 * * *", State.ACTIVE)


def test_the_value_changes_and_the_fact_with_it_though_the_template_did_not(tmp_path: Path) -> None:
    root = written(tmp_path, chart(values="purge:\n  when: 7 4 * * *\n"))
    assert [one.expression for one in schedules(root)] == ["7 4 * * *"]
    written(tmp_path, {"chart/values.yaml": "purge:\n  when: 8 5 * * 1\n"})
    assert [one.expression for one in schedules(root)] == ["8 5 * * 1"]


def test_what_nobody_defines_stays_open(tmp_path: Path) -> None:
    [fact] = schedules(written(tmp_path, chart(values="purge:\n  enabled: true\n")))
    assert (fact.state, fact.cadence) == (State.UNRESOLVED, None)
    assert ".Values.purge.when" in fact.expression


def test_another_environment_is_told_and_does_not_win(tmp_path: Path) -> None:
    values = chart(values="purge:\n  when: 7 4 * * *\n", **{"values-production": "purge:\n  when: 1 2 * * *\n"})
    fact = next(one for one in schedules(written(tmp_path, values)) if one.system == "kubernetes-cronjob")
    assert fact.expression == "7 4 * * *"
    assert "other times: purge.when is 1 2 * * * (chart/values-production.yaml:2)" in fact.note


def test_circles_and_growing_values_end(tmp_path: Path) -> None:
    circle = 'locals {\n  a = "${local.b}"\n  b = "${local.a}"\n'
    growing = "".join(f'  g{n} = "{f"${{local.g{n + 1}}}" * 9}"\n' for n in range(12)) + '  g12 = "0"\n}\n'
    rule = 'resource "aws_cloudwatch_event_rule" "%s" {\n  schedule_expression = "cron(${local.%s} 3 * * ? *)"\n}\n'
    found = schedules(written(tmp_path, {"main.tf": circle + growing + rule % ("x", "a") + rule % ("y", "g0")}))
    assert [one.state for one in found] == [State.UNRESOLVED, State.UNRESOLVED]
