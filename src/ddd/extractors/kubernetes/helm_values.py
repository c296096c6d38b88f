"""The values of Helm charts, for the templates that ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._flattened import flattened
from ddd.model import Definition
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import scalar

MAX_DEPTH = 8
MAX_VALUES = 20_000


@extractor(
    "helm-values",
    paths=("*values*.yaml", "*values*.yml", "values/**/*.yaml", "values/**/*.yml"),
    values_of="helm",
)
def helm_values(source: Source) -> Iterator[Definition]:
    """Read the values files of a chart, when a template asks for one of them.

    `backup: {schedule: "0 3 * * *"}` defines `backup.schedule`; the entries of a list are numbered. `values.yaml` holds
    everywhere; any other file (`values-production.yaml`) holds in one environment, and is told beside it. What is empty
    counts as not given, as `default` takes it. Format: https://helm.sh/docs/chart_template_guide/values_files/.
    """
    everywhere = source.path.rpartition("/")[2] in ("values.yaml", "values.yml")
    for document in source.yaml:
        for name, node in flattened(document, MAX_DEPTH, MAX_VALUES):
            text = scalar(node)
            if text:
                yield Definition(
                    kind="variable",
                    language="helm",
                    name=name,
                    value=text,
                    conditional=not everywhere,
                    evidence=source.at_node(node),
                )
