"""Four small repositories, their figures derived by hand: the gap must point the right way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Assessment, Lack, Ratio, Verdict
from ddd.pipeline import judge

HOME = Path(__file__).parent / "repositories"


def judged(name: str) -> Assessment:
    return judge(HOME / name, documentation=True).assessment


def earned(one: Assessment) -> dict[str, float]:
    return {f"{result.cadence}/{part.element}": part.earned for result in one.cadences for part in result.elements}


def ready(one: Assessment) -> Ratio:
    return Ratio(sum(not each.lacks for each in one.readiness), len(one.readiness))


def test_well_kept() -> None:
    """Every script says what it does, where, how long, what to do on failure; CODEOWNERS names whom to call.

    A script, for example bin/update.sh:
      action      20  three commands, each of them does something
      expected    15  `set -e`: each exit status counts
      validation  15  `systemctl is-active shop` after the upgrade, the last command that changes something
      rollback    15  `# Rollback: …` (backup, health check and audit need none: they only read or add a file)
      on_failure  10  `# On failure: …`
      precheck    10  the test before it (of those that only read: the first of their checks)
      escalation  10  `* @shop/operations`
      duration     5  `# Duration: …`
      sum        100
    The review is declared with every field: 100. So six elements of six: 0.4 + 0.3 + 0.3 = 1.
    Failures: nine `|| exit 1` and the like; the declared policy names who, how grave, and after how long: 9 of 9.
    Automation: five scripts; the review is work of a person: 5 of 6.
    Units: five scripts with a comment that says what they do: 5 of 5. The gap: 100 - 100 = 0.
    """
    one = judged("well_kept")
    assert set(earned(one).values()) == {1.0}
    assert one.maintenance == Ratio(pytest.approx(1.0), pytest.approx(1.0))
    assert one.procedures == Ratio(600, 600)
    assert one.escalation == Ratio(9, 9)
    assert one.automation == Ratio(5, 6)
    assert one.documentation == Ratio(5, 5)
    assert ready(one) == Ratio(6, 6)
    assert (one.gap, one.passed) == (0.0, True)


def test_neglected() -> None:
    """One job is commented out, one leads to a vendor's program nobody sees, one runs a bare line.

    bin/backup.sh: action 20 (`pg_dump …`), expected 0 (no `set -e`), validation 0, rollback 15 (it only adds a file),
    the others 0: 35, below the cap of 40 that stands where nothing is checked. Weekly backups: 0.35 of its half of 0.3:
    0.0525. The vendor's program: action 20, rollback 0 (who knows what it does): 20. Together 55 of 200 points.
    Units: a script without a comment, a variable without a description, one whose description is TODO: 0 of 3.
    The gap: 0 - 5.2: both are missing, and neither hides the other.
    """
    one = judged("neglected")
    assert {name: share for name, share in earned(one).items() if share} == {"weekly/backups": 0.35}
    assert one.maintenance == Ratio(pytest.approx(0.0525), pytest.approx(1.0))
    assert one.procedures == Ratio(55, 200)
    assert one.escalation == Ratio(0, 0)
    assert one.documentation == Ratio(0, 3)
    assert ready(one) == Ratio(0, 2)
    assert one.gap is not None
    assert -6 < one.gap < -5
    assert not one.passed


def test_documented_but_unmaintained() -> None:
    """Two modules with DOCUMENTATION and EXAMPLES, a role with README and argument_specs, a described variable: 4 of 4.

    Nothing in it says when anything must be touched: 0 of 1. The gap: 100 - 0 = 100.
    """
    one = judged("documented_unmaintained")
    assert one.documentation == Ratio(4, 4)
    assert {each.kind: each.complete for each in one.documented} == {
        "ansible_module": Ratio(2, 2),
        "ansible_role": Ratio(1, 1),
        "terraform_variable": Ratio(1, 1),
    }
    assert one.maintenance == Ratio(0, pytest.approx(1.0))
    assert {part.verdict for result in one.cadences for part in result.elements} == {Verdict.MISSING}
    assert (one.procedures, one.automation) == (Ratio(0, 0), Ratio(0, 0))
    assert one.gap == 100.0


def test_maintained_but_undocumented() -> None:
    """The scripts of the first repository without a word of comment; .ddd/tasks.yaml says what code cannot.

    Each script earns from code alone: action 20 + expected 15 + validation 15 + precheck 10 + escalation 10 = 70. The
    three that only read or add need no way back: 15 more; for the two that lose something it is declared: 15 as well.
    Declared for all: on_failure 10, duration 5. Together 100 each.
    No review: monthly earns half. 0.4 + 0.3 + 0.3 / 2 = 0.85. Nobody says how to get in: no newcomer could do it.
    Units: five scripts without comment, a variable without description: 0 of 6. The gap: 0 - 85 = -85.
    """
    one = judged("maintained_undocumented")
    assert {name for name, share in earned(one).items() if share < 1} == {"monthly/reviews"}
    assert one.maintenance == Ratio(pytest.approx(0.85), pytest.approx(1.0))
    assert one.procedures == Ratio(500, 500)
    assert one.documentation == Ratio(0, 6)
    assert ready(one) == Ratio(0, 5)
    assert {lack for each in one.readiness for lack in each.lacks} == {Lack.ACCESS}
    assert (one.gap, one.passed) == (-85.0, True)
