"""Values that no person writes: digits of other scripts, numbers of any length, loops, and blanks without end."""

from __future__ import annotations

import pytest

from ddd.extractors import discover
from ddd.measures import number
from ddd.scan.source import Source
from tests.patience import no_hang

_SUBSCRIPTS = "[0]" * 700
_LOOP = "AWSTemplateFormatVersion: x\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n"
_LOOP += "      LifecycleConfiguration:\n        Rules: &r [*r]\n"
_HOURS = 'time = {\n hours = "²"\n }'


@pytest.mark.parametrize(
    ("name", "path", "text"),
    [
        ("cloudformation-controls", "template.yaml", _LOOP),
        ("dockerfile-files", "Dockerfile", "FROM x\nCOPY " + "[" * 3_000),
        ("symfony-scheduler", "src/A.php", "<?php\n#[AsPeriodicTask(frequency: '²')]\nclass A {}\n"),
        ("terraform-on-call", "a.tf", 'resource {\n}\nresource "pagerduty_service" {\n}\n'),
        ("python-task-queues", "a.py", "job_queue.run_daily(f, time=datetime.time(hour='²'))\n"),
        ("python-values", "a.py", f"HOURS = a{_SUBSCRIPTS}\n"),
        ("terraform", "a.tf", f'resource "google_redis_instance" "r" {{\n{_HOURS}\n}}\n'),
        ("ansible-cron", "roles/x/tasks/a.yml", f"- cron: {{name: '{{{{ item.{'9' * 5_000} }}}}'}}\n  loop: [[1]]\n"),
    ],
)
def test_no_value_ends_the_reading(name: str, path: str, text: str) -> None:
    extractor = next(one for one in discover() if one.name == name)
    list(extractor.extract(Source(path, text.encode())))


@pytest.mark.parametrize(
    "text", ["1" + " * 1" * 45 + "x", "1*" + "  1*" * 40, "(" + " " * 90 + "x", "1 * 1" + " )" * 70]
)
def test_no_product_takes_long_to_refuse(text: str) -> None:
    with no_hang():
        number(text)


def test_products_with_blanks_and_brackets_are_numbers() -> None:
    assert number("( 24 * ( 3600 ) )") == 86_400
    assert number("60 * 60 * 24") == 86_400
