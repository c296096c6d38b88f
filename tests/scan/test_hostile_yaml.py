"""YAML that is made to hurt: depth and loops."""

from __future__ import annotations

import pytest

from ddd.model import Evidence, Trigger
from ddd.scan import yaml_nodes
from ddd.scan.fit import fit_to_show
from ddd.scan.unreadable import Unreadable


def test_depth_in_what_only_ruamel_reads_is_refused() -> None:
    deep = "\n".join(" " * level + " a:" for level in range(390))
    with pytest.raises(Unreadable, match="nested"):
        yaml_nodes.compose(f"a: &x 1\nb: &x 2\nc:\n{deep}")


def test_a_loop_and_many_plain_aliases_are_read() -> None:
    assert yaml_nodes.compose("a: &a\n  b: *a\n")
    assert yaml_nodes.compose("- &a {x: 1}\n" + "- *a\n" * 5_000)


def test_a_label_named_like_a_secret_is_masked() -> None:
    labels = (("severity", "page"), ("api_key", "hunter2"))
    shown = fit_to_show(Trigger(system="x", subject="up", comparison="==", labels=labels, evidence=(Evidence("a", 1),)))
    assert shown.labels == (("severity", "page"), ("api_key", "***"))
