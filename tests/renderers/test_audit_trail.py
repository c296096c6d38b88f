"""The audit trail tells where each run is recorded, and first of all what leaves no trace."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd import generated
from ddd.model import Cadence, Control, State, Step, replace
from ddd.renderers.book.audit_trail import audit_trail
from ddd.renderers.views import traces

from . import plans, reading


def page(plan):
    (one,) = audit_trail.render(reading.book(plan))
    assert one.path == "audit-trail.md"
    return one.text


def job(command="", system="crontab", name="job", steps=(), **more):
    """Return a task of one schedule that runs a command."""
    one = plans.schedule(path="cron.d/job", line=3, system=system, command=command, **more)
    steps = tuple(Step(command=step, evidence=plans.place("run.sh", n)) for n, step in enumerate(steps, start=1))
    return replace(plans.bare(), id=name, title=name, schedules=(one,), command=command, steps=steps)


def kept(path, line=1, called="log retention", **more):
    fields = {"name": path, "value": "14", "unit": "days", **more}
    evidence = (plans.place("logrotate.d/x", line),)
    return Control(control=called, system="logrotate", evidence=evidence, origin="logrotate.d/x", **fields)


def trail(task, *controls):
    return traces.trail(task, controls)


def told(task, *controls):
    return [(one.what, one.where) for one in trail(task, *controls).traces]


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("backup >> /var/log/backup.log 2>&1", [("log file", "/var/log/backup.log")]),
        ("backup >> /srv/runs", [("log file", "/srv/runs")]),
        ("backup > /var/log/backup.log", [("log file, last run only", "/var/log/backup.log")]),
        ("backup > /srv/dump.sql", []),
        ("backup 2>&1 | logger -t nightly", [("system log", "nightly")]),
        ("backup | logger --tag nightly -p info", [("system log", "nightly")]),
        ("backup && logger done", [("system log", "")]),
        ("backup | tee -a /var/log/b.log", [("log file", "/var/log/b.log")]),
        ("backup | tee /etc/motd", []),
        ("backup | tee /var/log/b.log", [("log file, last run only", "/var/log/b.log")]),
        ("backup >> /var/log/b-$(date +%F).log", [("log file", "/var/log/b-$(date +%F).log")]),
        ("look > /srv/report.txt", [("report, last run only", "/srv/report.txt")]),
        ("look > /srv/report-$(date +%F).txt", [("report", "/srv/report-$(date +%F).txt")]),
        ("look > /tmp/report.txt", []),
        ("reporter > /srv/reporting.sql", []),
        ("echo t > /var/lib/node_exporter/backup.prom", [("metric", "")]),
        ("echo t | curl --data-binary @- http://push:9091/metrics/job/backup", [("metric", "")]),
        ("echo promising > /srv/x", []),
        ("backup >/dev/null 2>&1", []),
        ("backup", []),
        ("", []),
        ("if then (", []),
    ],
)
def test_what_the_command_line_of_a_schedule_records(command, wanted):
    assert told(job(command)) == wanted


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        ("pg_dump x >> /srv/x.sql", []),
        ("echo done >> /var/log/x.log", [("log file", "/var/log/x.log")]),
        ('echo ok | tee "$report"', [("report", "$report")]),
        ('df > "$report"', [("report", "$report")]),
        ('df > "${report}"', [("report", "${report}")]),
        ('df > "$out"', []),
        ('logger -t clean "removed $n"', [("system log", "clean")]),
        ("mv x.prom.$$ x.prom", [("metric", "")]),
        ("rm -f /var/catalogue/x > /srv/out.d", []),
    ],
)
def test_what_a_step_records_only_where_its_file_is_called_a_log(step, wanted):
    assert told(job("/opt/x", steps=[step])) == wanted


def test_what_an_audit_writes_tells_of_it_whatever_it_is_called():
    task = job("/opt/x", steps=['cat /etc/sudoers > "$out"', "ls >> $FILELIST", "cat x > /tmp/y", "id > /dev/null"])
    found = traces.trail(task, (), reports=True).traces
    assert [(one.what, one.where, str(one.places[0])) for one in found] == [("report", "$out", "run.sh:1")]
    assert trail(task).traces == ()
    declared = replace(task, category=plans.claim("audits"))
    rows = reading.lines(reading.under(page(plans.plan_of(declared)), "Records that the repository sets up"))
    assert "job | report $out (run.sh:1) | not documented" in rows


def test_what_is_gathered_for_a_report_is_no_report_of_its_own():
    steps = ['sort > "$report.accounts"', 'sort > "$report.groups"', 'cat > "$report"']
    assert told(job("/opt/x", steps=steps)) == [("report", "$report")]


@pytest.mark.parametrize(
    ("text", "is_record"),
    [
        ("Write the duration and the dump that was used into the drill log", True),
        ("Attach the list to the ticket", True),
        ("Read the log", False),
        ("Write the dump", False),
    ],
)
def test_a_step_by_which_a_person_leaves_a_record_is_one(text, is_record):
    task = plans.by_hand()
    step = Step(text=text, manual=True, evidence=plans.place(".ddd/tasks.yaml", 11))
    one = trail(replace(task, steps=(*task.steps, step)))
    assert [(trace.what, str(trace.places[0])) for trace in one.traces] == [
        ("entry by hand", ".ddd/tasks.yaml:11")
    ] * is_record
    assert one.is_none is not is_record


def test_mail_is_promised_only_where_mail_is_sent():
    text = reading.under(page(plans.plan_of(job("x"))), "What the runners record by themselves")
    (row,) = (line for line in reading.lines(text) if line.startswith("cron | 1"))
    assert 'with MAILTO="" in its crontab, or on a host that sends no mail, nowhere' in row


def test_the_same_record_is_told_once():
    assert told(job("x >> /var/log/x.log", steps=["echo a >> /var/log/x.log", "echo b >> /var/log/x.log"])) == [
        ("log file", "/var/log/x.log")
    ]


@pytest.mark.parametrize(
    ("command", "discarded"),
    [
        ("x >/dev/null 2>&1", True),
        ("x > /dev/null 2>&1", True),
        ("x &>/dev/null", True),
        ("x &> /dev/null", True),
        ("x >& /dev/null", True),
        ("x >/dev/null", False),
        ("x 2>/dev/null", False),
        ("x", False),
    ],
)
def test_what_throws_everything_away(command, discarded):
    one = trail(job(command))
    assert (one.discarded, one.is_none) == (discarded, discarded)


def test_output_of_one_schedule_of_two_is_still_there():
    one = replace(job("x >/dev/null 2>&1"), schedules=(*job("x >/dev/null 2>&1").schedules, *job("x").schedules))
    assert not trail(one).discarded


def test_a_record_of_its_own_outweighs_thrown_away_output():
    one = trail(job("x >/dev/null 2>&1", steps=["logger -t x done"]))
    assert (one.discarded, one.is_none) == (True, False)


def test_work_by_hand_leaves_none():
    one = trail(plans.by_hand())
    assert (one.runners, one.is_none) == ((traces.BY_HAND,), True)
    declared = replace(plans.by_hand(), schedules=(plans.schedule(system="declared"),))
    assert trail(declared).is_none


@pytest.mark.parametrize(
    ("pattern", "path", "days"),
    [
        ("/var/log/x.log", "/var/log/x.log", "14 days"),
        ("/var/log/*.log", "/var/log/x.log", "14 days"),
        ("/var/log/a /var/log/x*", "/var/log/x.log", "14 days"),
        ("/var/log/y.log", "/var/log/x.log", ""),
        ("*.log", "/var/log/x.log", ""),
        ("/var/log/*", "/var/log/$host.log", ""),
        ("/" + "*" * 400, "/var/log/x.log", ""),
    ],
)
def test_how_long_a_log_is_kept_says_the_control_that_names_it(pattern, path, days):
    (one,) = trail(job(f"x >> {path}"), kept(pattern)).traces
    assert one.kept == days
    assert [str(place) for place in one.kept_places] == (["logrotate.d/x:1"] if days else [])


def test_a_system_log_is_no_file_that_a_control_names():
    (one,) = trail(job("x | logger"), kept("", scope="/var/log/*")).traces
    assert one.kept == ""


@given(st.text(max_size=300), st.text(max_size=80))
def test_any_command_and_any_pattern_are_read(command, pattern):
    one = trail(job(command, steps=[command]), kept(pattern, scope=pattern))
    assert one.is_none == (not one.traces and one.discarded)


def test_what_leaves_no_trace_comes_first_and_counts_sum_up():
    tasks = [job("x >/dev/null 2>&1", name="a"), job("x >> /var/log/x.log", name="b"), job("x", name="c")]
    text = page(plans.plan_of(*tasks, plans.by_hand()))
    assert reading.headings(text)[1:3] == ["At a glance", "What leaves no trace"]
    glance = reading.lines(reading.under(text, "At a glance"))
    assert [line.rpartition(" | ")[2] for line in glance[:4]] == ["", "1", "1", "2"]
    assert glance[0].startswith("4 tasks")
    gone = reading.lines(reading.under(text, "What leaves no trace"))
    assert gone[1:] == [
        "a: its schedule throws away all it prints (cron.d/job:3)",
        "Review of privileged access: done by hand; nothing records it (.ddd/tasks.yaml:3)",
    ]


def test_nothing_without_a_trace_is_said():
    assert "Nothing: each task is recorded" in page(plans.plan_of(job("x")))


def test_a_record_is_told_with_the_lines_that_say_so():
    text = page(plans.plan_of(job("x >> /var/log/x.log"), facts=[kept("/var/log/x.log")]))
    rows = reading.lines(reading.under(text, "Records that the repository sets up"))
    assert "job | log file /var/log/x.log (cron.d/job:3) | 14 days (logrotate.d/x:1)" in rows


def test_how_long_is_not_documented_where_no_control_names_the_file():
    text = page(plans.plan_of(job("x >> /var/log/x.log")))
    row = next(line for line in reading.lines(text) if line.startswith("job | log file"))
    assert row.endswith(" | not documented")


def test_many_records_of_one_task_are_cut():
    text = page(plans.plan_of(job("x", steps=[f"echo >> /var/log/{n}.log" for n in range(5)])))
    assert "; and 2 more" in reading.under(text, "Records that the repository sets up")


@pytest.mark.parametrize(
    ("system", "called", "record"),
    [
        ("crontab", "cron", "a line for each start in the system log"),
        ("puppet-cron", "cron", "a line for each start in the system log"),
        ("systemd-timer", "systemd", "in the journal"),
        ("kubernetes-cronjob", "Kubernetes", "a Job with its Pods"),
        ("github-actions", "github-actions", "each run with its log"),
        ("unheard-of", "unheard-of", "see its manual: ddd does not know it"),
    ],
)
def test_what_a_runner_records_is_marked_as_general_knowledge(system, called, record):
    text = reading.under(page(plans.plan_of(job("x", system=system))), "What the runners record by themselves")
    assert reading.lines(text)[0].startswith("No line of this repository says this")
    assert any(line.startswith(f"{called} | 1 | ") and record in line for line in reading.lines(text))
    assert f"by {called}: job" in reading.lines(text)


def test_controls_are_told_by_what_they_keep():
    facts = [
        kept("sudo", 1, "audit log"),
        kept("db", 2, "backup retention", scope="bucket"),
        kept("production", 3, "approval gate"),
        kept("nginx", 4, state=State.UNRESOLVED),
    ]
    text = page(plans.plan_of(facts=facts))
    under = {name: reading.lines(reading.under(text, name))[-1] for name in ("Audit logs", "Who approved what")}
    assert under["Audit logs"] == "audit log: sudo | 14 days | logrotate.d/x:1"
    assert under["Who approved what"] == "approval gate: production | 14 days | logrotate.d/x:3"
    kept_rows = reading.lines(reading.under(text, "How long backups and other data are kept"))
    assert kept_rows[-1] == "backup retention: db (bucket) | 14 days | logrotate.d/x:2"
    assert "nginx" not in text
    assert "1 control whose value could not be followed to its end" in text
    assert "logrotate.d/x" in reading.lines(reading.under(text, "Who changed what runs"))


def test_an_empty_repository_says_what_to_add():
    text = page(plans.empty())
    for heading in ("Audit logs", "How long logs are kept", "Who approved what"):
        assert reading.lines(reading.under(text, heading))[0].startswith("Not documented")
    assert "No file of this repository says what runs." in text
    assert "How long backups" not in text
    assert "Collect the evidence" not in text


def test_scripts_that_collect_the_evidence_are_linked_where_there_are_some():
    text = reading.under(page(plans.plan_of(job("x"))), "Collect the evidence")
    assert "scripts/evidence/repository.sh" in reading.links(text)


def test_long_lists_are_cut_with_a_count():
    tasks = [job("x >/dev/null 2>&1", name=f"a{n:03}") for n in range(120)]
    tasks += [job("x >> /var/log/x.log", name=f"b{n:03}") for n in range(120)]
    tasks += [job("x", name=f"c{n:03}") for n in range(60)]
    facts = [replace(kept(f"/l/{n}", n), evidence=(plans.place(f"l/{n}", 1),)) for n in range(1, 61)]
    text = page(plans.plan_of(*tasks, facts=facts))
    assert "And 20 more.\n" in reading.under(text, "What leaves no trace")
    assert "And 20 more tasks." in reading.under(text, "Records that the repository sets up")
    assert ", and 20 more" in reading.under(text, "What the runners record by themselves")
    assert "And 20 more: `ddd extract" in reading.under(text, "How long logs are kept")
    assert "And 22 more: every page names them" in text  # cron.d/job, the task's own cron.d/mystery and l/1 to l/60: 62


def test_a_big_repository_stays_below_the_limit():
    long = "x" * 300
    tasks = [job(f"x >> /var/log/{n}{long}.log", name=f"{n:03}{long}") for n in range(500)]
    assert len(page(plans.plan_of(*tasks)).encode()) < 500_000


@pytest.mark.parametrize("name", plans.PLANS)
def test_it_is_generated_and_the_same_every_time(name):
    text = page(plans.PLANS[name])
    assert generated.is_generated(text.encode())
    assert text == page(plans.PLANS[name])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_hostile_repository_stays_words():
    said = plans.HOSTILE_LINES
    tasks = [
        plans.hostile(),
        job(f"x >> '/var/log/{plans.HOSTILE}.log' | logger -t '{plans.HOSTILE}'", system=said, name="h", user=said),
    ]
    facts = [kept(said, scope=said, value=said, unit=said), kept(said, 2, "audit log"), kept(said, 3, "approval gate")]
    text = page(plans.plan_of(*tasks, facts=facts))
    assert all(re.match(r"<!-- Generated|<a id=|</a>", one) for one in reading.html(text) if one.strip())
    allowed = r"#|scripts/evidence/|change-management\.md|(daily|weekly)\.md#"
    assert not [one for one in reading.links(text) if not re.match(allowed, one)]
    assert reading.pictures(text) == []


def test_tasks_of_every_cadence_are_there():
    tasks = [plans.by_hand(one) for one in list(Cadence)[3:]]
    links = reading.links(reading.under(page(plans.plan_of(*tasks)), "What leaves no trace"))
    assert len(links) == len(tasks)
