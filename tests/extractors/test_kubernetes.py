"""What the readers of manifests, patches, Helm templates and Prow hold to, beyond the cases of the corpus."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.extractors.kubernetes import _kinds, helm, helm_values, kustomize, manifests, prow
from ddd.extractors.kubernetes._pipeline import UNKNOWN, Operand, operand
from ddd.extractors.kubernetes._template import template
from ddd.model import Schedule, State
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_NAMES = {".": "", "$": "", "$job": "Values.jobs.*", "$unknown": None}
_CRONJOB = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: dump}\nspec:\n"


def _helm(text: str, path: str = "charts/app/templates/job.yaml") -> list[Schedule]:
    return list(helm.helm_templates.extract(Source(path, text.encode())))


def _manifest(text: str, path: str = "deploy/job.yaml") -> list[Schedule]:
    found = manifests.kubernetes_manifests.extract(Source(path, text.encode()))
    return [one for one in found if isinstance(one, Schedule)]


@pytest.mark.parametrize(
    ("expression", "path", "default"),
    [
        (".Values.etl.schedule", "Values.etl.schedule", None),
        ("$.Values.etl.schedule | quote", "Values.etl.schedule", None),
        ("$job.schedule", "Values.jobs.*.schedule", None),
        ('default "0 3 * * *" .Values.a', "Values.a", "0 3 * * *"),
        ('.Values.a | default "0 3 * * *" | quote', "Values.a", "0 3 * * *"),
        (".Values.a | default `0 3 * * *` | trim", "Values.a", "0 3 * * *"),
        ('required "say when" .Values.a', "Values.a", None),
        ("tpl .Values.a $", "Values.a", None),
        ("tpl (.Values.a | toString) .", "Values.a", None),
        ('index .Values "a-b" "c"', "Values.a-b.c", None),
        ("get .Values.jobs .Values.environment", "Values.jobs.*", None),
        ("index .Values.list 0", "Values.list.0", None),
        ("(index .Values.list 0).when", "Values.list.0.when", None),
        ('coalesce .Values.a "0 1 * * *"', "Values.a", "0 1 * * *"),
        ("coalesce .Values.a", "Values.a", None),
        ("mergeOverwrite .Values.defaults $job", "Values.jobs.*", None),
    ],
)
def test_a_pipeline_passes_a_value_on(expression: str, path: str, default: str | None) -> None:
    found = operand(expression, _NAMES.get)
    assert (found.path, found.default.literal if found.default else None) == (path, default)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        'include "app.schedule" .',
        'printf "%s 3 * * *" .minute | nothing',
        "$unknown.schedule",
        "quote",
        "ternary .Values.a .Values.b true",
        ".Values.a .Values.b",
        "(.Values.a",
        "(.Values.a .Values.b",
        "-1",
        "true",
        "nil",
        ":= .Values.a",
        "(" * 100 + ".Values.a" + ")" * 100,
        ". | " * 300 + "quote",
        'include "x" . | default .Values.a | printf',
    ],
)
def test_what_makes_something_of_its_own_is_unknown(expression: str) -> None:
    found = operand(expression, _NAMES.get)
    assert found.path is None or not found.path.startswith("Values.")


def test_a_part_of_a_text_is_not_the_text() -> None:
    assert operand('printf "%s-%s" "a" $job.name', _NAMES.get) == Operand("Values.jobs.*.name", is_exact=False)
    assert operand('printf "%s" "a"', _NAMES.get) == UNKNOWN
    schedule = _helm(f'{_CRONJOB}  schedule: {{{{ printf "%s * * * *" .Values.minute }}}}\n')[0]
    assert (schedule.state, schedule.references) == (State.UNRESOLVED, ())


@pytest.mark.parametrize(
    ("text", "dot"),
    [
        ("{{ with .Values.a }}X{{ end }}", "Values.a"),
        ("{{ range .Values.a }}X{{ end }}", "Values.a.*"),
        ("{{ range $k, $v := .Values.a }}X{{ end }}", "Values.a.*"),
        ("{{ range $v := .Values.a }}{{ with $v.b }}X{{ end }}{{ end }}", "Values.a.*.b"),
        ("{{ with .Values.a }}{{ else }}X{{ end }}", ""),
        ("{{ if .Values.a }}X{{ end }}", ""),
        ("{{ if .Values.a }}{{ break }}X{{ end }}", ""),
        ('{{ range include "x" . }}X{{ end }}', None),
        ('{{ with .Values.a }}{{ define "x" }}X{{ end }}{{ end }}', ""),
        ("{{ end }}{{ else }}X", ""),
        ("{{ $x := .Values.b }}{{ with $x }}X{{ end }}", "Values.b"),
        ("{{ with $never }}X{{ end }}", None),
        ("X", ""),
    ],
)
def test_the_dot_is_what_the_statements_around_make_it(text: str, dot: str | None) -> None:
    parts = template(Source("templates/a.yaml", text.encode()))
    assert parts.scope(text.index("X")).lookup(".") == dot


def test_the_first_variable_of_two_is_the_key() -> None:
    scope = template(Source("templates/a.yaml", b"{{ range $k, $v := .Values.a }}X")).scope(33)
    assert (scope.lookup("$k"), scope.lookup("$v"), scope.lookup("$")) == ("Values.a.*#key", "Values.a.*", "")


def test_a_time_in_a_block_or_over_two_lines_is_read() -> None:
    schedule = _helm(_CRONJOB + '  {{ if .Values.a }}suspend: true{{ end }}\n  schedule:\n    "0 3\n    * * *"\n')[0]
    assert (schedule.expression, schedule.state) == ("0 3 * * *", State.SUSPENDED)


def test_a_chart_that_is_the_repository_is_called_by_its_template() -> None:
    text = _CRONJOB.replace("name: dump", "name: {{ .Release.Name }}") + "  schedule: '@daily'\n"
    assert _helm(text, "templates/purge.yaml")[0].name == "purge"


def test_every_row_is_well_formed_and_found_by_its_literal() -> None:
    for row in _kinds.KINDS:
        text = f"apiVersion: {row.group}/v1\nkind: {row.kind}\n"
        assert any(literal in text for literal in _kinds.LITERALS)
        assert _kinds.kind_of(row.kind, f"{row.group}/v1") == row
        assert row.schedules and not row.zone.startswith("..")


def test_an_unclosed_expression_is_no_fact_and_no_crash() -> None:
    assert _helm(_CRONJOB + "  schedule: {{ .Values.a \n") == []
    assert _helm("{{ end }}\n---\n" + _CRONJOB + "  schedule: '@daily'\n{{/* never closed") != []
    assert _manifest("{{ x }}\n- [\nkind: CronJob\n{% if\n") == []


def test_only_a_kustomization_is_told_as_a_problem() -> None:
    broken = b"patches: [\n/spec/"
    with pytest.raises(Unreadable):
        list(kustomize.kustomize_patches.extract(Source("overlays/kustomization.yml", broken)))
    assert list(kustomize.kustomize_patches.extract(Source("other.yaml", broken))) == []
    helm_template = Source("a/templates/b.yaml", b"{{ if .Values.a }}\n- op: add\n  path: /spec/schedule\n{{ end }}")
    assert list(kustomize.kustomize_patches.extract(helm_template)) == []


def test_a_folded_patch_stands_where_its_text_begins() -> None:
    patch = "- {op: add, path: /spec/schedule, value: '@daily'}"
    text = f'patches:\n- target: {{kind: CronJob, name: a}}\n  patch: "{patch}\\n"\n'
    (found,) = kustomize.kustomize_patches.extract(Source("kustomization.yaml", text.encode()))
    assert (found.place.line, found.expression) == (3, "@daily")


def test_a_file_of_patches_is_called_by_its_folder_when_its_name_says_nothing() -> None:
    text = b"- {op: add, path: /spec/schedule, value: '@daily'}\n- scalar\n"
    (found,) = kustomize.kustomize_patches.extract(Source("overlays/dump/patch.yaml", text))
    assert found.name == "dump"


_TEXTS = st.text(st.sampled_from("{}-.\"'|: \n\tabschedulekindCronJob$#&*[]%\\/\0\x85\u2028é0123456789"), max_size=200)
_EXTRACTORS = (
    (manifests.kubernetes_manifests, "deploy/a.yaml"),
    (manifests.kubernetes_manifests, "roles/a/templates/a.yaml.j2"),
    (helm.helm_templates, "charts/a/templates/a.yaml"),
    (helm_values.helm_values, "charts/a/values.yaml"),
    (kustomize.kustomize_patches, "kustomization.yaml"),
    (prow.prow_periodics, "jobs.yaml"),
)


@given(_TEXTS, st.sampled_from(_EXTRACTORS))
def test_any_text_gives_facts_with_real_lines_or_a_problem(text: str, case) -> None:
    wanted, path = case
    for before in ("", _CRONJOB, _CRONJOB + "  schedule: {{ ", "periodics:\n", "patches:\n- patch: |\n    "):
        source = Source(path, (before + text).encode())
        try:
            found = list(wanted.extract(source))
        except Unreadable:
            continue
        assert all(one.evidence for one in found if isinstance(one, Schedule))
