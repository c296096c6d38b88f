"""CloudFormation, the Serverless Framework, the CDK and Nomad: circles, and text made to cost time."""

from __future__ import annotations

import pytest

from ddd.extractors.aws.cdk import aws_cdk
from ddd.extractors.aws.cloudformation import cloudformation
from ddd.extractors.aws.serverless import serverless
from ddd.extractors.nomad import nomad
from ddd.model import Schedule
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source
from tests.patience import no_hang


def schedules(extractor: Extractor, text: str, path: str) -> list[Schedule]:
    return [one for one in extractor.extract(Source(path, text.encode())) if isinstance(one, Schedule)]


def _doubling(levels: int) -> str:
    lines = [f"      x{n + 1}: &x{n + 1} !If [c, *x{n}, *x{n}]\n" for n in range(levels)]
    head = "Resources:\n  r:\n    Type: AWS::Events::Rule\n    Properties:\n      x0: &x0 rate(1 day)\n"
    return head + "".join(lines) + f"      ScheduleExpression: *x{levels}\n"


@pytest.mark.parametrize(
    ("extractor", "path", "text"),
    [
        (cloudformation, "a.yaml", _doubling(40)),
        (cloudformation, "a.yaml", "a: &a {Type: AWS::Events::Rule, Properties: *a}\nResources: *a\n"),
        (
            cloudformation,
            "a.yaml",
            f"Resources: {{r: {{Type: AWS::X, Properties: {{MaintenanceWindow: !Sub '{'${a' * 9000}'}}}}}}",
        ),
        (serverless, "serverless.yml", "functions: {f: {handler: x, events: [{schedule: '" + "${" * 9000 + "'}]}}"),
        (aws_cdk, "a.ts", "cdk = " + "Schedule.cron(" * 1000 + ")" * 1000),
        (aws_cdk, "a.ts", "cdk\n" + "Schedule.expression(a)\n" * 2000 + ("a" * 1000 + " ") * 100),
        (aws_cdk, "a.java", "cdk\nSchedule.cron({" + "minute: " * 9000 + "})"),
        (aws_cdk, "a.py", "cdk = " + "Schedule.cron(" * 90 + ")" * 90),
        (nomad, "a.nomad", 'job "x" { ' + "group {" * 3000 + " periodic { cron = 1 }"),
    ],
)
def test_text_made_to_cost_time_does_not(extractor: Extractor, path: str, text: str) -> None:
    with no_hang():
        schedules(extractor, text, path)


def test_variables_that_name_each_other_stay_open() -> None:
    text = "functions: {f: {handler: x, events: [{schedule: '${self:custom.a}'}]}}\ncustom: {a: '${self:custom.a}'}\n"
    assert [one.state.value for one in schedules(serverless, text, "serverless.yml")] == ["unresolved"]


@pytest.mark.parametrize(
    ("path", "text", "name", "expression"),
    [
        ("a.py", "import aws_cdk\nx.schedules = Schedule.rate(Duration.days(2))", "", "rate(2 days)"),
        (
            "a.py",
            'import aws_cdk\nRule(x, rule_name="r", schedule=a().Schedule.cron(minute="1"))',
            "r",
            "cron(1 * * * ? *)",
        ),
        ("a.py", "import aws_cdk\nSchedule.expression(schedule(1))", "", "schedule(1)"),
        ("a.ts", "import cdk;\nSchedule.rate(Duration.minutes(1));", "", "rate(1 minute)"),
        (
            "a.ts",
            "import cdk;\nnew Rule(this, `${x}`, { schedule: Schedule.cron({ day: '1', weekDay: 'MON' }) });",
            "",
            "",
        ),
        ("a.ts", "import cdk;\nclass Jobs { x = { schedule: Schedule.cron({ minute: '0', hour: '1' }) } }", "Jobs", ""),
        ("a.ts", "import cdk;\nSchedule.cron();", "", None),
        ("a.ts", "import cdk;\nSchedule.expression('');", "", None),
        ("a.ts", "import cdk;\nconst x = { schedule: `rate(1 day)`, other: 'cron(1)' };", "x", "rate(1 day)"),
    ],
)
def test_programs_hand_schedules_over(path: str, text: str, name: str, expression: str | None) -> None:
    found = schedules(aws_cdk, text, path)
    if expression is None:
        assert found == []
    else:
        assert [one.name for one in found] == [name]
        assert found[0].expression == (expression or found[0].expression)


def test_an_unknown_constant_of_time_zones_is_left_out() -> None:
    text = "import cdk;\nScheduleExpression.cron({ minute: '0', hour: '1', timeZone: TimeZone.NOWHERE });"
    assert [one.timezone for one in schedules(aws_cdk, text, "a.ts")] == ["UTC"]
