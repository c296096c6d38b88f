from __future__ import annotations

import pytest

from ddd.extractors.ci.github_failures import github_failures
from ddd.extractors.ci.jenkins_failures import jenkins_failures
from ddd.extractors.docker.health import compose_health
from ddd.extractors.docker.health_dockerfile import dockerfile_health
from ddd.extractors.kubernetes.probes import kubernetes_probes
from ddd.extractors.systemd_failures import systemd_failures
from ddd.model import Check, Control, FailureMode, Rollback
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source
from tests.patience import no_hang

WORKFLOW = ".github/workflows/a.yml"


def facts(extractor: Extractor, path: str, text: str) -> list:
    return list(extractor.extract(Source(path, text.encode())))


def step(command: str) -> list:
    body = command.replace("\n", "\n          ")
    return facts(github_failures, WORKFLOW, f"jobs:\n  a:\n    steps:\n      - run: |\n          {body}\n")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("kubectl rollout status deploy/web", "`kubectl rollout status deploy/web` exits 0"),
        ("kubectl -n web rollout status deploy/web --timeout=1m", None),
        ("if kubectl rollout status deploy/web; then echo; fi", "`kubectl rollout status deploy/web` exits 0"),
        (
            "make && curl -fsS https://a.example.org/ready > /dev/null",
            "`curl -fsS https://a.example.org/ready` exits 0",
        ),
        ("kubectl wait --for=condition=Ready pod/a", "`kubectl wait --for=condition=Ready pod/a` exits 0"),
        ("helm test web", "`helm test web` exits 0"),
    ],
)
def test_commands_that_look_after_a_deployment(command, told):
    (found,) = step(command)
    assert isinstance(found, Check)
    assert found.condition == (told or f"`{command}` exits 0")


@pytest.mark.parametrize(
    "command",
    [
        "# kubectl rollout status deploy/web",
        "kubectl rollout status deploy/web || true",
        "kubectl rollout restart deploy/web",
        "curl https://a.example.org/health",
        "curl -f https://a.example.org/index.html",
        "kubectl wait --for=delete pod/a",
        "echo helm rollback",
        "helm upgrade web . --atomic=false",
    ],
)
def test_commands_that_decide_nothing(command):
    assert step(command) == []


@pytest.mark.parametrize(
    "command",
    [
        "kubectl rollout undo deployment/web",
        "helm rollback web 3",
        "bundle exec cap production deploy:rollback",
        "heroku rollback v42",
        "docker service rollback web",
    ],
)
def test_commands_that_take_a_deployment_back(command):
    (found,) = step(command)
    assert isinstance(found, Rollback)
    assert found.commands == (command,)


def test_a_command_is_told_on_its_line_even_after_lines_that_continue():
    (found,) = step("docker run \\\n  --name web \\\n  --health-cmd 'curl -f http://localhost/health'")
    assert (found.place.line, found.place.column) == (7, 27)


@pytest.mark.parametrize(
    ("environment", "is_gate"),
    [
        ("production", True),
        ("prod-eu", True),
        ("release", True),
        ("protected branches", True),
        ("github-pages", False),
        ("dev", False),
        ("app-staging", False),
        ("test_env", False),
        ("devices", True),
    ],
)
def test_environments_called_for_a_stage_are_no_gates(environment, is_gate):
    found = facts(github_failures, WORKFLOW, f"jobs:\n  a:\n    environment: {environment}\n")
    assert [one.value for one in found if isinstance(one, Control)] == ([environment] if is_gate else [])


@pytest.mark.parametrize(
    ("command", "is_test"),
    [
        ("/usr/sbin/nginx -t -q -g 'daemon on;'", True),
        ("/usr/sbin/haproxy -f $CONFIG -c -q", True),
        ("+/usr/sbin/sshd -t", True),
        ("/bin/sh -c 'test -f /etc/app.conf'", True),
        ("/usr/bin/[ -d /srv ]", True),
        ("/usr/bin/app --check-config /etc/app.yml", True),
        ("/opt/app/bin/check-database.sh", True),
        ("/usr/bin/wget --no-check-certificate https://a.example.org", False),
        ("/bin/mkdir -p /run/app", False),
        ("/usr/bin/docker pull app:latest", False),
        ("-/usr/sbin/nginx -t", False),
    ],
)
def test_which_commands_before_a_start_are_tests(command, is_test):
    found = facts(systemd_failures, "a.service", f"[Service]\nExecStartPre={command}\n")
    assert bool(found) == is_test


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("30", 30), ("5min", 300), ("1h 30min", 5_400), ("500ms", 0), ("infinity", None), ("0", None), ("soon", None)],
)
def test_lengths_of_time_of_systemd(value, seconds):
    found = facts(systemd_failures, "a.service", f"[Service]\nTimeoutStartSec={value}\n")
    assert [one.within_seconds for one in found] == ([] if seconds is None else [seconds])


@pytest.mark.parametrize(
    ("probe", "within"),
    [
        ("httpGet: {port: 80}", 30),
        ("httpGet: {port: 80}, periodSeconds: 5", 15),
        ("httpGet: {port: 80}, failureThreshold: 1", 10),
        ("tcpSocket: {port: 80}, failureThreshold: 30, periodSeconds: 2", 60),
        ("failureThreshold: 5", None),
        ("periodSeconds: 5, failureThreshold: 2", 10),
        ("httpGet: {port: 80}, failureThreshold: often", None),
    ],
)
def test_a_probe_fails_after_its_tries_times_its_period(probe, within):
    text = f"containers:\n  - name: a\n    livenessProbe: {{{probe}}}\n"
    (found,) = (one for one in facts(kubernetes_probes, "a.yaml", text) if isinstance(one, FailureMode))
    assert found.within_seconds == within


@pytest.mark.parametrize(
    ("call", "seconds"),
    [
        ("timeout(30)", 1_800),
        ("timeout(time: 30, unit: 'SECONDS')", 30),
        ("timeout(unit: 'HOURS', time: 2)", 7_200),
        ("timeout time: 1, unit: 'DAYS'", 86_400),
        ("timeout(time: LIMIT)", None),
    ],
)
def test_time_limits_of_jenkins(call, seconds):
    found = facts(jenkins_failures, "Jenkinsfile", f"pipeline {{ options {{ {call} }} }}")
    assert [one.within_seconds for one in found] == ([] if seconds is None else [seconds])


@pytest.mark.parametrize(
    ("extractor", "path", "text"),
    [
        (kubernetes_probes, "a.yaml", "livenessProbe:\n  exec: {command: [" + "a, " * 50_000 + "a]}\n"),
        (
            kubernetes_probes,
            "c/templates/a.yaml",
            "a: {{ .x }}\n" + "a: {{- include {{\n" * 20_000 + "livenessProbe:\n",
        ),
        (compose_health, "compose.yml", "services:\n  a:\n    healthcheck:\n      test: " + "$${" * 50_000 + "\n"),
        (dockerfile_health, "Dockerfile", "HEALTHCHECK --interval=1s \\\n" * 30_000),
        (systemd_failures, "a.service", "[Service]\nExecStartPre=" + "nginx " * 30_000 + "\n"),
        (systemd_failures, "a.service", "[Service]\n" + "ExecStartPre=check" + "-" * 100_000 + "\n"),
        (github_failures, WORKFLOW, "jobs:\n a:\n  steps:\n  - run: |\n" + "     kubectl " * 40_000 + "\n"),
        (github_failures, WORKFLOW, "jobs:\n a:\n  steps:\n  - run: |\n" + "     helm a \\\n" * 40_000 + "\n"),
        (jenkins_failures, "Jenkinsfile", "pipeline {" + "timeout(" * 30_000),
    ],
)
def test_hostile_text_takes_linear_time(extractor, path, text):
    with no_hang():
        facts(extractor, path, text)
