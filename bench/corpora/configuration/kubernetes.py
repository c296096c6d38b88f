"""A folder of Kubernetes manifests: workloads, values of a chart, sometimes a CronJob, alert rules or a large CRD."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.corpora.configuration.words import File, clock, doing, many, sentences, setting, settings, shifted


def application(source: random.Random, name: str) -> Iterator[File]:
    """Yield the files of one application."""
    folder = f"clusters/{source.choice(('production', 'staging'))}/apps/{name}"
    yield f"{folder}/kustomization.yaml", _kustomization(name)
    yield f"{folder}/deployment.yaml", _object(name, "apps/v1", "Deployment", _deployment(source, name))
    yield (
        f"{folder}/service.yaml",
        _object(name, "v1", "Service", f"selector: {{app: {name}}}\nports: [{{port: 80}}]\n"),
    )
    yield f"{folder}/configmap.yaml", _configmap(source, name)
    yield f"{folder}/values.yaml", _values(source)
    if source.random() < 0.2:
        yield f"{folder}/cronjob.yaml", _object(name, "batch/v1", "CronJob", _cronjob(source, name))
    if source.random() < 0.1:
        yield f"{folder}/alerts.yaml", _object(name, "monitoring.coreos.com/v1", "PrometheusRule", _rules(source, name))
    if source.random() < 0.08:
        yield f"{folder}/crd.yaml", _definition(source, name)
    if source.random() < 0.2:
        yield f"{folder}/README.md", f"# {name}\n\n{sentences(source, 8)}\n\n## Access\n\n{sentences(source, 5)}\n"


def _object(name: str, version: str, kind: str, spec: str) -> str:
    metadata = f"metadata:\n  name: {name}\n  namespace: {name.rpartition('-')[0]}\n"
    return f"---\napiVersion: {version}\nkind: {kind}\n{metadata}spec:\n{shifted(spec, 2)}"


def _kustomization(name: str) -> str:
    resources = "".join(f"  - {file}.yaml\n" for file in ("deployment", "service", "configmap"))
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    return f"---\n{head}namespace: {name.rpartition('-')[0]}\nresources:\n{resources}"


def _deployment(source: random.Random, name: str) -> str:
    variables = "".join(
        f'- name: {setting(source).upper()}\n  value: "{source.randrange(9000)}"\n' for _ in range(many(source, 8))
    )
    probe = "livenessProbe:\n  httpGet: {path: /healthz, port: 8080}\n  periodSeconds: 10\n"
    container = (
        f"- name: {name}\n  image: registry.example.org/{name}:1.{source.randrange(40)}.{source.randrange(10)}\n"
        f"  ports: [{{containerPort: 8080}}]\n  env:\n{shifted(variables, 4)}"
        "  resources:\n    requests: {cpu: 50m, memory: 128Mi}\n    limits: {memory: 512Mi}\n"
    ) + (shifted(probe, 2) if source.random() < 0.3 else "")
    labels = f"selector:\n  matchLabels: {{app: {name}}}\ntemplate:\n  metadata:\n    labels: {{app: {name}}}\n"
    return f"replicas: {source.randrange(1, 4)}\n{labels}  spec:\n    containers:\n{shifted(container, 6)}"


def _cronjob(source: random.Random, name: str) -> str:
    container = (
        f'- name: job\n  image: registry.example.org/{name}:1.0.0\n  command: ["/app/run", "{setting(source)}"]\n'
    )
    pod = f"spec:\n  restartPolicy: OnFailure\n  containers:\n{shifted(container, 4)}"
    job = f"jobTemplate:\n  spec:\n    backoffLimit: 2\n    template:\n{shifted(pod, 6)}"
    return f'schedule: "{clock(source)}"\nconcurrencyPolicy: Forbid\n{job}'


def _configmap(source: random.Random, name: str) -> str:
    text = settings(source, many(source, 12), " = ")
    return (
        f"---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  {name}.conf: |\n{shifted(text, 4)}"
    )


def _values(source: random.Random) -> str:
    parts = [
        f"{setting(source)}_{part}:\n{shifted(settings(source, many(source, 7)), 2)}" for part in range(many(source, 4))
    ]
    return "---\n" + "\n".join(parts)


def _rules(source: random.Random, name: str) -> str:
    rules = "".join(
        f"- alert: {doing(source).title().replace(' ', '')}\n"
        f'  expr: sum(rate({setting(source)}_total{{job="{name}"}}[5m])) > {source.randrange(1, 90)}\n'
        "  for: 10m\n  labels: {severity: warning}\n"
        f"  annotations:\n    summary: {sentences(source, 1)!r}\n"
        for _ in range(many(source, 4))
    )
    return f"groups:\n- name: {name}\n  rules:\n{shifted(rules, 2)}"


def _definition(source: random.Random, name: str) -> str:
    properties = "".join(
        f"{setting(source)}_{number}:\n  description: {sentences(source, 2)!r}\n  type: string\n"
        for number in range(many(source, 300))
    )
    schema = f"openAPIV3Schema:\n  type: object\n  properties:\n{shifted(properties, 4)}"
    versions = f"versions:\n- name: v1\n  served: true\n  storage: true\n  schema:\n{shifted(schema, 4)}"
    return _object(f"{name}.example.org", "apiextensions.k8s.io/v1", "CustomResourceDefinition", versions)
