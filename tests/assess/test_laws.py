"""What makes the score fair, for any plan: the laws of the documentation's chapter on figures."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.assess import assess
from ddd.model import (
    Assessment,
    Cadence,
    Claim,
    EscalationStep,
    Evidence,
    FailureMode,
    Inventory,
    Plan,
    Ratio,
    Scanned,
    Step,
    Task,
    replace,
)
from ddd.spec import load

SPEC = load()
DAY = 86_400
COMMANDS = (
    "pg_dump -f /b/x x", "apt-get -y upgrade", "curl -f http://x/health", "logrotate /etc/x", "rm -rf /old",
    "test -s /b/x", "systemctl is-active x", "find /b -mtime +9 -delete", "/opt/vendor/run", "lynis audit system",
    "vi /etc/x", "echo done", "/bin/true", "psql -c 'select 1'", "cat /etc/x > /tmp/report",
)  # fmt: skip
WORDS = ("the dump of last night", "restore the dump", "@dba", "20 minutes", "exit status 0", "GET /health answers 200")
BLANKS = ("TODO", "as needed", "tbd", "<who>", "n/a", "-", "check the logs", "to be defined", "")
NAMES = ("backup", "health-check", "rotate-logs", "audit", "updates", "review", "job")

places = st.builds(
    Evidence, st.sampled_from(("run.sh", "post.sh", ".ddd/tasks.yaml", "roles/x/tasks/main.yml")), st.integers(1, 40)
)
saying = st.builds(lambda text, place: Claim(text=text, evidence=(place,)), st.sampled_from(WORDS), places)
blank = st.builds(lambda text, place: Claim(text=text, evidence=(place,)), st.sampled_from(BLANKS), places)
claims = st.lists(saying | blank, max_size=2).map(tuple)
steps = st.builds(
    Step,
    text=st.sampled_from(("", "Look at the page", "TODO", "Sign the list")),
    command=st.sampled_from(("", *COMMANDS)),
    expected=st.sampled_from(("", "exit status 0", "TODO", "A number above 1000")),
    manual=st.booleans(),
    evidence=places,
)


@st.composite
def tasks(draw, name: str = "") -> Task:
    component = draw(st.sampled_from(("roles/backup", "roles/web", "")))
    given_name = name or draw(st.sampled_from(NAMES))
    some = st.none() | saying | blank
    return Task(
        id=f"{component}/{given_name}".lstrip("/"),
        title=given_name,
        cadence=draw(st.sampled_from(list(Cadence))),
        longest_gap=draw(st.sampled_from((DAY, 4 * DAY, 4 * DAY + 1, 9 * DAY, 33 * DAY, 366 * DAY))),
        grace=600,
        command=draw(st.sampled_from(("", *COMMANDS))),
        resolved=draw(st.booleans()),
        purpose=draw(some),
        steps=tuple(draw(st.lists(steps, max_size=3))),
        prechecks=draw(claims),
        validations=draw(claims),
        access=draw(claims),
        rollback=draw(claims),
        rollback_not_needed=draw(st.none() | saying),
        on_failure=draw(claims),
        owners=draw(claims),
        duration=draw(some),
        component=component,
        evidence=(draw(places),),
    )


plans = st.lists(tasks(), max_size=6, unique_by=lambda task: task.id)


def judged(some: list[Task], modes: tuple[FailureMode, ...] = (), paths=None) -> Assessment:
    inventory = Inventory(scanned=Scanned(files=0, bytes=0, skipped=()), facts=modes, findings=(), problems=())
    ordered = tuple(sorted(some, key=lambda task: task.id))
    return assess(Plan(tasks=ordered, inventory=inventory, owners={}, escalations=paths or {}), SPEC)


def elements(one: Assessment) -> dict[str, float]:
    return {f"{result.cadence}/{part.element}": part.earned for result in one.cadences for part in result.elements}


def figures(one: Assessment) -> dict[str, float]:
    """Every figure that a field could move, each with what it is called."""
    parts = {
        "maintenance": one.maintenance, "procedures": one.procedures, "automation": one.automation,
        "escalation": one.escalation,
        "ready": Ratio(sum(not each.lacks for each in one.readiness), len(one.readiness)),
    }  # fmt: skip
    told = {name: ratio.earned / ratio.possible for name, ratio in parts.items() if ratio.possible}
    return told | elements(one) | {f"task {score.task}": score.score for score in one.completeness}


_LISTS = ("prechecks", "validations", "access", "rollback", "on_failure", "owners")
_SINGLE = ("purpose", "duration", "rollback_not_needed")


@st.composite
def completions(draw) -> tuple[list[Task], list[Task]]:
    """Draw a plan, and the same plan with one more thing said: a field that was empty, one more claim, a step's end."""
    before = draw(plans.filter(bool))
    index = draw(st.integers(0, len(before) - 1))
    task = before[index]
    open_steps = [number for number, step in enumerate(task.steps) if not step.expected]
    kinds = [*_LISTS, *(name for name in _SINGLE if getattr(task, name) is None)]
    kinds += ["expected"] if open_steps else []
    kinds += ["steps"] if not task.steps else []
    match draw(st.sampled_from(kinds)):
        case "expected":
            number = draw(st.sampled_from(open_steps))
            said = replace(task.steps[number], expected=draw(st.sampled_from(WORDS)))
            after = replace(task, steps=(*task.steps[:number], said, *task.steps[number + 1 :]))
        case "steps":
            after = replace(task, steps=(draw(steps),))
        case name if name in _SINGLE:
            after = replace(task, **{name: draw(saying)})
        case name:
            after = replace(task, **{name: (*getattr(task, name), draw(saying | blank))})
    return before, [*before[:index], after, *before[index + 1 :]]


@settings(deadline=None)
@given(completions())
def test_completing_a_field_lowers_no_figure(pair) -> None:
    before, after = (figures(judged(one)) for one in pair)
    worse = {name: (value, after[name]) for name, value in before.items() if after[name] < value - 1e-9}
    assert not worse


@settings(deadline=None)
@given(plans, tasks(name="another"))
def test_adding_a_task_never_lowers_maintenance_coverage(some, more) -> None:
    before, after = judged(some), judged([*some, more])
    assert after.maintenance.earned >= before.maintenance.earned - 1e-9
    assert all(after_earned >= elements(before)[name] for name, after_earned in elements(after).items())


@settings(deadline=None)
@given(plans, st.sampled_from(_LISTS), st.sampled_from(BLANKS), st.integers(0, 5), places)
def test_a_placeholder_earns_what_silence_earns(some, name, words, index, place) -> None:
    if not some:
        return
    index %= len(some)
    silent = replace(some[index], **{name: ()})
    blank_one = replace(some[index], **{name: (Claim(text=words, evidence=(place,)),)})
    with_silence, with_blank = ([*some[:index], one, *some[index + 1 :]] for one in (silent, blank_one))
    assert figures(judged(with_blank)) == figures(judged(with_silence))


@settings(deadline=None)
@given(tasks(name="backup"), st.integers(2, 100))
def test_many_copies_of_a_job_earn_what_one_earns(task, copies) -> None:
    many = [
        replace(task, id=f"copy-{number}/{task.id}", component=f"copy-{number}/{task.component}")
        for number in range(copies)
    ]
    one, several = judged([task]), judged(many)
    assert elements(several) == elements(one)
    assert several.procedure_completeness == one.procedure_completeness
    assert several.automation_potential == one.automation_potential


@settings(deadline=None)
@given(tasks(), st.sampled_from(NAMES))
def test_a_name_whose_command_leads_nowhere_earns_nothing(task, name) -> None:
    lost = Step(command="/opt/vendor/run", expected="exit status 0", evidence=task.evidence[0])
    named = replace(task, id=name, title=name, component="", resolved=False, steps=(lost,))
    assert judged([named]).maintenance.earned == 0


def test_nothing_of_nothing_is_no_figure() -> None:
    nothing = judged([])
    assert (nothing.procedures, nothing.automation, nothing.escalation) == (Ratio(0, 0), Ratio(0, 0), Ratio(0, 0))
    assert nothing.procedure_completeness is nothing.automation_potential is nothing.escalation_clarity is None
    assert nothing.documentation_coverage is nothing.gap is None
    assert nothing.maintenance_coverage == 0, "the spec asks for six elements, and none is there: 0 of 1, not 0 of 0"


LEVELS = st.lists(
    st.builds(
        EscalationStep,
        who=st.sampled_from(("", "@dba")),
        severity=st.sampled_from(("", "critical")),
        after_seconds=st.sampled_from((None, 0, 900)),
        evidence=st.just((Evidence("x", 1),)),
    ),
    max_size=2,
)


@settings(deadline=None)
@given(st.lists(LEVELS, max_size=5))
def test_escalation_clarity_counts_failures_with_somebody_a_weight_and_a_time(paths) -> None:
    """By hand: a failure counts when one of its levels has all three; one that has them spread over two does not."""
    modes = tuple(
        FailureMode(system="shell", message=f"m{number}", id=f"m{number}", evidence=(Evidence("x", number + 1),))
        for number in range(len(paths))
    )
    told = judged([], modes, {f"m{number}": tuple(levels) for number, levels in enumerate(paths)})
    clear = sum(any(one.who and one.severity and one.after_seconds is not None for one in levels) for levels in paths)
    assert told.escalation == Ratio(clear, len(paths))
    assert told.escalation_clarity == (round(100 * clear / len(paths), 1) if paths else None)


@settings(deadline=None)
@given(st.integers(0, 2000), st.integers(0, 2000))
def test_only_all_is_100_and_only_nothing_is_0(earned, possible) -> None:
    percent = Ratio(min(earned, possible), possible).percent
    if possible == 0:
        assert percent is None
        return
    assert percent is not None
    assert (percent == 100) is (earned >= possible)
    assert (percent == 0) is (earned == 0)
    assert abs(percent - 100 * min(earned, possible) / possible) <= 0.1
