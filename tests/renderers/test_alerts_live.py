"""A real Prometheus with the generated rules, on this machine only: what is told it makes the alerts fire."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
import yaml

from ddd import metrics
from tests import promtool

from . import alert_plans, plans
from .test_alerts import pages

HOUR = 3_600
DAY = 24 * HOUR


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def exporter():
    """Serve what the exporters would: a daily CronJob that is late, a timer whose unit failed, and a job on time."""
    now = time.time()
    told = "\n".join(
        f"{series} {value}"
        for series, value in (
            (metrics.series(metrics.CRONJOB_LAST_SUCCESS, namespace="prod", cronjob="etl"), now - 2 * DAY),
            (metrics.series(metrics.CRONJOB_LAST_SCHEDULE, namespace="prod", cronjob="etl"), now - 2 * DAY),
            (metrics.series(metrics.CRONJOB_ACTIVE, namespace="prod", cronjob="etl"), 0),
            (metrics.series(metrics.TIMER_LAST_TRIGGER, name="dump.timer"), now - HOUR),
            (metrics.series(metrics.UNIT_STATE, name="dump.service", state="failed"), 1),
            (metrics.series(metrics.LAST_SUCCESS, task="roles/backup/nightly-backup"), now - DAY - 600),
            (metrics.series(metrics.LAST_RUN_SUCCESS, task="roles/backup/nightly-backup"), 1),
        )
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(f"{told}\n".encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(exporter, tmp_path):
    """Run Prometheus on the rules of three tasks, evaluated each second; gives its address."""
    plan = plans.plan_of(alert_plans.cron_job(), alert_plans.timer(), plans.documented())
    (tmp_path / "alerts.yml").write_text(pages(plan)["alerts.yml"])
    settings = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["alerts.yml"],
        "scrape_configs": [{"job_name": "told", "static_configs": [{"targets": [f"127.0.0.1:{exporter}"]}]}],
    }
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(settings))
    address = f"127.0.0.1:{free_port()}"
    command = [
        promtool.prometheus(),
        f"--config.file={tmp_path / 'prometheus.yml'}",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address={address}",
    ]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield f"http://{address}"
        finally:
            process.terminate()


def firing(server):
    try:
        with urlopen(f"{server}/api/v1/alerts", timeout=5) as answer:
            alerts = json.load(answer)["data"]["alerts"]
    except OSError:  # it is still starting
        return {}
    return {(one["labels"]["alertname"], one["labels"]["task"]): one for one in alerts if one["state"] == "firing"}


@pytest.mark.slow
def test_what_is_late_and_what_failed_fires_in_a_real_prometheus(server):
    ends = time.monotonic() + 60
    found = {}
    while len(found) < 2 and time.monotonic() < ends:
        time.sleep(0.5)
        found = firing(server)
    assert set(found) == {("DailyMaintenanceOverdue", "charts/etl/job"), ("MaintenanceFailed", "units/dump")}
    late = found["DailyMaintenanceOverdue", "charts/etl/job"]
    assert late["labels"]["namespace"] == "prod"
    assert late["labels"]["owner"] == "@harbour/dba"
    # Two days, less the day and 2 h 24 min it may take: 21 h 36 min, and the seconds since the test began.
    assert "charts/etl/job is 21h 36m" in late["annotations"]["description"]
    assert late["annotations"]["runbook_url"] == "daily.md#task-charts/etl/job"
    time.sleep(3)  # the job on time stays silent for some rounds more
    assert set(firing(server)) == set(found)
