"""In which namespace an object runs: only where its own file says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.pipeline import take_inventory

OBJECT = 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: dump\n{}spec:\n  schedule: "0 2 * * *"\n'


@pytest.mark.parametrize(
    ("path", "line", "namespace"),
    [
        ("jobs.yaml", "  namespace: shop\n", "shop"),
        ("jobs.yaml", "", ""),
        ("jobs.yaml", "  namespace: ${NAMESPACE}\n", ""),
        ("jobs.yaml", "  namespace: 'shop; rm -rf /'\n", ""),
        ("jobs.yaml", "  namespace: -n\n", ""),
        ("chart/templates/job.yaml", "  namespace: {{ .Release.Namespace }}\n", ""),
        ("chart/templates/job.yaml", "  namespace: shop\n", "shop"),
    ],
)
def test_the_namespace_is_told_where_the_file_says_it(tmp_path: Path, path: str, line: str, namespace: str) -> None:
    target = tmp_path / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(OBJECT.replace("{}", line), encoding="utf-8")
    if path.startswith("chart/"):
        (tmp_path / "chart/Chart.yaml").write_text("name: shop\nversion: 1.0.0\n", encoding="utf-8")
    assert [one.namespace for one in take_inventory(tmp_path).schedules] == [namespace]
