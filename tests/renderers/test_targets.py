"""The forms for other programs: read back by what reads them, and inert whatever the repository says."""

import csv
import io
import re
from functools import cache

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import validators

from ddd.generated import is_generated
from ddd.model import EscalationStep, Severity, Step, replace
from ddd.renderers import Options, forms
from ddd.renderers.scripts.run import automation
from ddd.renderers.targets import _checklist, _work
from ddd.scan.text import visible

from . import plans, reading

BASE = "https://wiki.example.org/runbooks"


def bound(form, plan, **options):
    """Return what a form makes of a plan, by path; these forms look at no chapter."""
    made = forms()[form].bind(reading.book(plan, Options(**options)), ())
    return {one.path: one.text for one in made}


class Unsafe(str):
    """What Ansible would take as it stands."""


class AnsibleLoader(yaml.SafeLoader):
    pass


AnsibleLoader.add_constructor("!unsafe", lambda loader, node: Unsafe(loader.construct_scalar(node)))


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cron_task(command, expression="30 1 * * *", *, where="deploy", **more):
    when = plans.schedule(expression, command=command, **more)
    steps = (Step(command=command, evidence=plans.place("cron", 1)),)
    return replace(plans.bare(), id=where, title=where, command=command, schedules=(when,), steps=steps)


@pytest.mark.parametrize("form", ["github", "gitlab", "rundeck", "awx"])
@pytest.mark.parametrize("plan", plans.PLANS.values(), ids=plans.PLANS)
def test_every_file_says_that_it_is_generated_and_is_the_same_each_time(form, plan):
    first = bound(form, plan)
    assert all(is_generated(text.encode()) for text in first.values())
    assert first == bound(form, plan)


@pytest.mark.parametrize(
    ("form", "folder"),
    [("github", ".github"), ("gitlab", ".gitlab"), ("rundeck", "rundeck"), ("awx", "awx"), ("csv", "csv")],
)
def test_each_form_has_a_folder_of_its_own(form, folder):
    assert forms()[form].folder == folder


class TestCsv:
    def test_every_row_has_its_evidence_and_every_table_its_columns(self):
        tables = bound("csv", plans.everything())
        assert sorted(tables) == ["contacts.csv", "failure-modes.csv", "schedules.csv", "tasks.csv"]
        for text in tables.values():
            for row in rows(text):
                assert None not in row, "a cell more than there are columns"
                assert re.fullmatch(r"(?s).+:\d+", row["evidence"])

    def test_a_task_is_told_with_its_figures(self):
        [row] = rows(bound("csv", plans.plan_of(plans.documented()), runbook_base_url=BASE)["tasks.csv"])
        assert row["task"] == "roles/backup/nightly-backup"
        assert (row["cadence"], row["automatic"], row["steps"], row["way_back"]) == ("daily", "yes", "3", "yes")
        assert row["longest_gap_seconds"] == "86400"
        assert row["runbook"] == f"{BASE}/daily.md#task-roles/backup/nightly-backup"

    def test_a_task_of_people_is_not_automatic(self):
        [row] = rows(bound("csv", plans.plan_of(plans.by_hand()))["tasks.csv"])
        assert (row["automatic"], row["way_back"], row["duration"]) == ("no", "no", "")
        [row] = rows(bound("csv", plans.plan_of(plans.frequent()))["tasks.csv"])
        assert row["way_back"] == "not needed"

    def test_a_failure_mode_names_its_tasks_and_who_is_told_after_how_long(self):
        mode = plans.failure("no space", 4, id="f1", severity=Severity.CRITICAL, within_seconds=0)
        task = replace(plans.documented(), failure_modes=(mode,))
        told = EscalationStep(who="on call", after_seconds=0, evidence=(plans.place("am.yml", 1),))
        plan = replace(plans.plan_of(task), escalations={"f1": (told,)})
        [row] = rows(bound("csv", plan)["failure-modes.csv"])
        assert (row["tasks"], row["told"], row["after_seconds"], row["severity"]) == (
            task.id,
            "on call",
            "0",
            "critical",
        )
        assert row["within_seconds"] == "0"

    def test_a_schedule_names_the_task_that_it_starts(self):
        when = plans.schedule(id="s1", name="nightly")
        plan = plans.plan_of(replace(plans.documented(), schedules=(when,)), facts=[when])
        [row] = rows(bound("csv", plan)["schedules.csv"])
        assert (row["task"], row["state"], row["timezone"]) == ("roles/backup/nightly-backup", "active", "")

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\n", "＝", "＠"])
    def test_a_formula_is_none(self, sign):
        text = f'{sign}HYPERLINK("http://evil.example","x")'
        plan = plans.plan_of(replace(plans.bare(), title=text, command=text), facts=[plans.contact(text)])
        tables = bound("csv", plan)
        assert rows(tables["tasks.csv"])[0]["title"] == f"'{text}"
        assert rows(tables["contacts.csv"])[0]["name"] == f"'{text}"

    def test_what_is_no_formula_stays_as_it_is(self):
        [row] = rows(bound("csv", plans.plan_of(replace(plans.bare(), title='a=1, "b"\nc')))["tasks.csv"])
        assert row["title"] == 'a=1, "b"\nc'

    @settings(deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_any_text_comes_back_and_begins_no_formula(self, text):
        plan = plans.plan_of(replace(plans.bare(), title=text))
        [row] = rows(bound("csv", plan)["tasks.csv"])
        assert row["title"] in (visible(text), f"'{visible(text)}")
        assert not row["title"].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@cache
def form_schema():
    """The schema of GitHub's issue forms, as SchemaStore keeps it."""
    schema = get_builtin_schema("vendor.github-issue-forms")
    return validators.validator_for(schema)(schema)


class TestGitHub:
    @pytest.mark.parametrize("plan", plans.PLANS.values(), ids=plans.PLANS)
    def test_forms_are_as_github_wants_them(self, plan):
        for path, text in bound("github", plan).items():
            form = yaml.safe_load(text)
            form_schema().validate(form)
            assert path == f"ISSUE_TEMPLATE/maintenance-{form['labels'][1]}.yml"

    def test_work_of_people_and_of_machines_is_told_apart(self):
        form = yaml.safe_load(bound("github", plans.everything())["ISSUE_TEMPLATE/maintenance-monthly.yml"])
        assert [one["attributes"]["label"] for one in form["body"] if one["type"] == "checkboxes"] == ["To do by hand"]
        form = yaml.safe_load(bound("github", plans.everything())["ISSUE_TEMPLATE/maintenance-daily.yml"])
        boxes = [one["attributes"] for one in form["body"] if one["type"] == "checkboxes"]
        assert [one["label"] for one in boxes] == ["Runs by itself: see that it did"]
        assert len(boxes[0]["options"]) == 2

    def test_a_box_leads_to_the_runbook_and_names_whom_to_call_without_calling(self):
        [text] = bound("github", plans.plan_of(plans.documented()), runbook_base_url=f"{BASE}/").values()
        box = yaml.safe_load(text)["body"][1]["attributes"]["options"][0]["label"]
        address = f"{BASE}/daily.md#task-roles/backup/nightly-backup"
        assert box == f"[Nightly database backup](<{address}>), call `@harbour/dba`"

    def test_without_an_address_a_box_names_the_page(self):
        [text] = bound("github", plans.plan_of(plans.bare())).values()
        box = yaml.safe_load(text)["body"][1]["attributes"]["options"][0]["label"]
        assert box == "mystery, `runbooks/weekly.md#task-cron.d/mystery`"

    def test_boxes_that_read_alike_are_told_apart(self):
        tasks = [replace(plans.bare(), id=one) for one in ("a", "b")]
        [text] = bound("github", plans.plan_of(*tasks)).values()
        boxes = [one["label"] for one in yaml.safe_load(text)["body"][1]["attributes"]["options"]]
        assert [one.partition(",")[0] for one in boxes] == ["mystery (a)", "mystery (b)"]

    def test_an_issue_has_room_for_what_is_in_it_and_says_what_is_not(self):
        tasks = [replace(plans.bare(), id=f"t{number}", title=f"{number} " + "x" * 100) for number in range(500)]
        [text] = bound("github", plans.plan_of(*tasks)).values()
        form = yaml.safe_load(text)
        boxes = form["body"][1]["attributes"]["options"]
        assert len(text) < 60_000
        assert form["body"][2]["attributes"]["value"] == f"{500 - len(boxes)} more tasks on the page weekly.md."

    def test_a_plan_without_tasks_has_no_form(self):
        assert bound("github", plans.empty()) == {}


class TestGitLab:
    @pytest.mark.parametrize("plan", [*plans.PLANS.values()], ids=[*plans.PLANS])
    def test_only_our_own_line_is_a_command(self, plan):
        for path, text in bound("gitlab", plan).items():
            cadence = path.removeprefix("issue_templates/Maintenance ").removesuffix(".md")
            commands = [line for line in text.split("\n") if line.lstrip().startswith("/")]
            assert commands == [f"/label ~maintenance ~{cadence}"]
            assert text.endswith(f"{commands[0]}\n")

    @settings(deadline=None)
    @given(title=st.text(), owner=st.text())
    def test_no_text_begins_a_line_or_a_command(self, title, owner):
        said = plans.claim(f"/close\n/assign {owner}")
        task = replace(plans.bare(), title=f"{title}\n/close", owners=(said,))
        [text] = bound("gitlab", plans.plan_of(task)).values()
        assert [line for line in text.split("\n") if line.startswith("/")] == ["/label ~maintenance ~weekly"]
        assert text.count("\n- [ ]") == 1

    @pytest.mark.parametrize(
        "title",
        ["call @everyone", "see #12", "see !3", "see group/x#4", "http://evil.example", "~bug", "GH-12", "a1b2c3d4"],
    )
    def test_what_a_forge_would_make_a_reference_stands_as_code(self, title):
        [text] = bound("gitlab", plans.plan_of(replace(plans.bare(), title=title))).values()
        assert f"- [ ] `{title}`, `runbooks/" in text

    def test_plain_words_are_plain(self):
        assert _checklist._inert("Rotate the logs: 3 of 5 (daily)") == "Rotate the logs: 3 of 5 (daily)"

    @pytest.mark.parametrize("plan", plans.PLANS.values(), ids=plans.PLANS)
    def test_no_text_becomes_markup(self, plan):
        for text in bound("gitlab", plan).values():
            assert reading.html(text) == [text.split("\n")[0]]
            assert reading.links(text) == []
            assert reading.pictures(text) == []


def alone():
    """The documented task, without the step that a person does."""
    task = plans.documented()
    return replace(task, steps=tuple(step for step in task.steps if not step.manual))


class TestRundeck:
    def jobs(self, *tasks, **options):
        text = bound("rundeck", plans.plan_of(*tasks), **options)["jobs.yaml"]
        return yaml.safe_load(text), [line[2:] for line in text.split("\n")[1:] if line.startswith("# ")]

    def test_a_job_types_the_command_on_the_nodes_that_a_person_names_when_a_person_says(self):
        [job], left_out = self.jobs(alone())
        assert job["name"] == "Nightly database backup"
        assert job["group"] == "maintenance/daily"
        assert job["sequence"]["commands"] == [{"exec": "/usr/local/sbin/nightly.sh --all | logger"}]
        assert job["schedule"] == {"crontab": "0 30 1 * * ? *"}
        assert job["timeZone"] == "Europe/Berlin"
        assert job["scheduleEnabled"] is False
        assert job["nodefilters"] == {"filter": "name: NAME-THE-NODES-OF-THIS-JOB"}
        assert left_out == []

    def test_its_description_begins_with_plain_text_and_says_whom_to_call(self):
        [job], _ = self.jobs(alone(), runbook_base_url=BASE)
        first, empty, *rest = job["description"].split("\n")
        assert (first, empty) == ("Nightly database backup", "")
        assert rest[0] == f"- Runbook: [Nightly database backup](<{BASE}/daily.md#task-roles/backup/nightly-backup>)"
        assert rest[1] == "- Whom to call: @harbour/dba (`CODEOWNERS:3`)"
        assert rest[2] == "- Run as: `postgres`"

    def test_the_same_task_keeps_its_identity(self):
        [before], _ = self.jobs(alone())
        [after], _ = self.jobs(replace(alone(), title="renamed", command="/bin/other"))
        [other], _ = self.jobs(replace(alone(), id="other"))
        assert before["uuid"] == after["uuid"] != other["uuid"]

    def test_an_unknown_zone_is_told_and_not_made_up(self):
        [job], _ = self.jobs(cron_task("/opt/x"))
        assert "timeZone" not in job
        assert (
            "- When: in the zone of the server, because which zone the host has is not documented" in job["description"]
        )

    def test_what_cannot_be_said_exactly_is_not_said(self):
        [job], _ = self.jobs(cron_task("/opt/x", "0 4 1-7 * 1"))
        assert "schedule" not in job
        assert "- When: `0 4 1-7 * 1` cannot be said exactly here" in job["description"]
        both = (plans.schedule("1 1 * * *"), plans.schedule("2 2 * * 0"))
        [job], _ = self.jobs(replace(alone(), schedules=both))
        assert "schedule" not in job
        assert "- When: 2 schedules, and a job has one" in job["description"]

    def test_crons_percent_is_the_shells(self):
        [job], _ = self.jobs(cron_task("date +\\%F"))
        assert job["sequence"]["commands"] == [{"exec": "date +%F"}]

    def test_several_lines_are_a_script(self):
        [job], _ = self.jobs(cron_task("cd /srv\n./dump\n"))
        assert job["sequence"]["commands"] == [{"script": "#!/bin/sh\ncd /srv\n./dump\n"}]

    @pytest.mark.parametrize(
        ("command", "why"),
        [
            ("", "nothing names the command that runs"),
            ("run {{ name }}", "its command leaves something open"),
            ("curl -u x:*** https://a.example", "its command holds a secret, which is not shown"),
            ("a\n…", "its command is too long to be shown whole"),
            ("rsync /srv/a…", "its command is too long to be shown whole"),
            ("echo \u202ea", "its command holds characters that no script carries"),
            ("mail ops%body", "cron ends its command at the % that no backslash stands before"),
            ("echo ${job.name}", "its command holds ${…} that Rundeck itself would replace"),
            ("echo @option.x@", "its command holds ${…} that Rundeck itself would replace"),
        ],
    )
    def test_what_cannot_be_typed_as_it_stands_is_left_out_and_counted(self, command, why):
        jobs, left_out = self.jobs(cron_task(command))
        assert jobs == []
        assert left_out == [f"1 task left out: {why} (deploy)"]

    def test_a_command_that_only_its_own_system_knows_is_left_out(self):
        _, left_out = self.jobs(cron_task("approve", system="celery"))
        assert left_out == ["1 task left out: celery runs it, not the shell of a host (deploy)"]

    @pytest.mark.parametrize("system", ["systemd-timer", "puppet-timer"])
    def test_a_unit_is_started_and_not_what_stands_in_it(self, system):
        [job], left_out = self.jobs(cron_task("/bin/x %i", system=system, target="x.service", user="app"))
        assert job["sequence"]["commands"] == [{"exec": "systemctl start --wait x.service"}]
        assert "- Run as: `root`\n- Mind: ddd's own knowledge:" in job["description"]
        assert left_out == []

    def test_a_job_of_a_cluster_is_made_and_waited_for_as_its_script_does(self):
        task = cron_task("in-the-pod.py", system="kubernetes-cronjob", name="etl", namespace="alpha")
        [job], _ = self.jobs(task)
        (typed,) = job["sequence"]["commands"]
        (script,) = automation.render(reading.book(plans.plan_of(task)))
        assert typed["script"].removeprefix("#!/bin/sh\n").strip() in script.text
        assert "kubectl -n alpha create job --from=cronjob/etl" in typed["script"]

    def test_steps_that_people_declared_are_typed_one_after_the_other(self):
        steps = [Step(text="Do", command=one, evidence=plans.place(".ddd/tasks.yaml", 5)) for one in ("one", "two")]
        [job], _ = self.jobs(replace(plans.by_hand(), steps=tuple(steps)))
        assert job["sequence"]["commands"] == [{"exec": "one"}, {"exec": "two"}]
        assert job["sequence"]["keepgoing"] is False

    def test_what_a_person_decides_is_left_out(self):
        _, left_out = self.jobs(plans.documented())
        assert left_out == ["1 task left out: a person acts or decides in it (roles/backup/nightly-backup)"]

    def test_no_name_of_a_system_becomes_yaml(self):
        jobs, left_out = self.jobs(cron_task("x", system="a\nb: c\x1b"))
        assert jobs == []
        assert left_out == ["1 task left out: a b: c\\x1b runs it, not the shell of a host (deploy)"]

    def test_reasons_are_counted_the_most_frequent_first(self):
        told = list(_work.told({"a": "x", "b": "y", "c": "y", "d": "y", "e": "y"}))
        assert told == ["4 tasks left out: y (b, c, d and 1 more)", "1 task left out: x (a)"]

    def test_a_name_makes_no_group_and_is_there_once(self):
        tasks = [replace(plans.bare(), id=one, title="../x/y") for one in ("a/b", "c")]
        jobs, _ = self.jobs(*tasks)
        assert [one["name"] for one in jobs] == [".. x y (a b)", ".. x y (c)"]

    @pytest.mark.parametrize("title", [plans.HOSTILE_LINES, "\n- x\nrun: y", "/", "<b>"])
    def test_no_title_becomes_anything_else(self, title):
        [job], _ = self.jobs(replace(plans.bare(), title=title, owners=(plans.claim(title),)))
        lines = job["description"].split("\n")
        assert lines[0] == " ".join(title.split())[:120]
        markdown = "\n".join(lines[2:])
        assert reading.html(markdown) == reading.links(markdown) == []
        assert [line[:2] for line in lines[2:-1]] == ["- "] * (len(lines) - 3)


class TestAwx:
    PLAYBOOK = "playbooks/patch.yml"

    def controller(self, command, expression="30 1 * * *", **more):
        task = cron_task(command, expression, **more)
        plan = plans.plan_of(task)
        paths = (self.PLAYBOOK, "playbooks/same.yml", "other/playbooks/same.yml", "x/alone.yml")
        plan = replace(plan, inventory=replace(plan.inventory, paths=paths))
        text = bound("awx", plan)["controller.yml"]
        data = yaml.load(text, AnsibleLoader)
        return data["controller_templates"], data["controller_schedules"], text

    def test_a_template_says_what_the_command_says(self):
        [template], _, text = self.controller(
            f"cd /opt/x && ansible-playbook -i inventory/prod --limit 'web*' -t a --tags=b --skip-tags c -b -f 7 -vv "
            f"-e 'x=1 y=two' -e '{{\"z\": [1]}}' {self.PLAYBOOK} >> /var/log/x 2>&1"
        )
        assert template["playbook"] == self.PLAYBOOK
        assert template["inventory"] == "inventory/prod"
        assert template["project"] == "{{ maintenance_project }}"
        assert (template["limit"], template["job_tags"], template["skip_tags"]) == ("web*", "a,b", "c")
        assert (template["become_enabled"], template["forks"], template["verbosity"]) == (True, 7, 2)
        assert template["extra_vars"] == {"x": "1", "y": "two", "z": [1]}
        assert "# maintenance_project: the name of the project" in text
        assert "maintenance_inventory" not in text

    def test_what_the_command_does_not_say_is_a_variable_of_the_person(self):
        [template], [schedule], text = self.controller(f"ansible-playbook --check --diff {self.PLAYBOOK}")
        assert template["inventory"] == "{{ maintenance_inventory }}"
        assert (template["job_type"], template["diff_mode"]) == ("check", True)
        assert schedule["rrule"] == (
            "DTSTART;TZID={{ maintenance_timezone }}:20240101T013000 RRULE:FREQ=DAILY;INTERVAL=1"
        )
        assert schedule["unified_job_template"] == template["name"]
        assert schedule["enabled"] is False
        assert "# maintenance_inventory: " in text
        assert "# maintenance_timezone: " in text

    def test_a_known_zone_is_told(self):
        _, [schedule], text = self.controller(f"ansible-playbook {self.PLAYBOOK}", timezone="Europe/Berlin")
        assert schedule["rrule"].startswith("DTSTART;TZID=Europe/Berlin:")
        assert "maintenance_timezone" not in text

    def test_a_schedule_that_no_rule_says_is_told_in_the_description(self):
        [template], schedules, _ = self.controller(f"ansible-playbook {self.PLAYBOOK}", "0 4 1-7 * 1")
        assert schedules == []
        assert "no schedule here for 0 4 1-7 * 1" in template["description"]

    @pytest.mark.parametrize("option", ["--vault-password-file /x", "-u root", "-K", "--private-key=/x"])
    def test_secrets_are_credentials_that_a_person_attaches(self, option):
        [template], _, _ = self.controller(f"ansible-playbook {option} {self.PLAYBOOK}")
        assert "/x" not in str(template)
        assert f"attach a credential for {option.replace('=', ' ').split()[0]};" in template["description"]

    @pytest.mark.parametrize(
        ("command", "why"),
        [
            ("/usr/bin/true", "runs no Ansible playbook"),
            ("", "runs no Ansible playbook"),
            ("ansible-playbook playbooks/patch.yml && reboot", "runs more than one playbook"),
            ("ansible-playbook playbooks/patch.yml x/alone.yml", "runs more than one playbook"),
            ("ansible-playbook a.yml; ansible-playbook b.yml", "runs more than one playbook"),
            ("ansible-playbook gone.yml", "runs a playbook that is not in this repository, or more than once"),
            ("ansible-playbook same.yml", "runs a playbook that is not in this repository, or more than once"),
            ("ansible-playbook", "runs a playbook that is not in this repository, or more than once"),
            (
                "ansible-playbook --start-at-task x playbooks/patch.yml",
                "has an option that a job template does not have",
            ),
            ("ansible-playbook -l $(hostname) playbooks/patch.yml", "has arguments that only its shell knows"),
            ("ansible-playbook $FLAGS playbooks/patch.yml", "has arguments that only its shell knows"),
            (
                "ansible-playbook -e @vars.yml playbooks/patch.yml",
                "takes its variables from a file, or from what is no JSON",
            ),
            ("ansible-playbook -i a -i b playbooks/patch.yml", "names more than one inventory"),
            ("ansible-playbook -f many playbooks/patch.yml", "has a number of forks that is none"),
            ("A=1 ansible-playbook playbooks/patch.yml", "sets variables of the environment for its playbook"),
            ("ansible-playbook {{ x }}", "its command leaves something open"),
        ],
    )
    def test_what_a_template_cannot_say_is_left_out_and_counted(self, command, why):
        templates, schedules, text = self.controller(command)
        assert templates == schedules == []
        assert text.split("\n")[1] == f"# 1 task left out: {why} (deploy)"

    def test_an_absolute_path_leads_to_the_file_of_this_repository(self):
        [template], _, _ = self.controller("ansible-playbook /etc/ansible/x/alone.yml")
        assert template["playbook"] == "x/alone.yml"

    def test_no_text_of_the_repository_is_a_template_of_ansible(self):
        task = cron_task(f"ansible-playbook {self.PLAYBOOK}")
        task = replace(task, title="{{ lookup('pipe', 'id') }} {% raw %}", owners=(plans.claim("{{ 7 * 7 }}"),))
        plan = plans.plan_of(task)
        plan = replace(plan, inventory=replace(plan.inventory, paths=(self.PLAYBOOK,)))
        data = yaml.load(bound("awx", plan)["controller.yml"], AnsibleLoader)
        [template], [schedule] = data.values()
        for value in (template["name"], template["description"], schedule["unified_job_template"]):
            assert isinstance(value, Unsafe)
            assert "{{" in value
        assert not isinstance(template["project"], Unsafe)
