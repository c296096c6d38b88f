"""Follows References to Definitions across files and closes the Inventory: values, cadence, state, ids, order.

Per-file results never depend on other files; everything that does happens here and is never cached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from ddd.lint import Context, lint
from ddd.model import Definition, Fact, Inventory, Procedure, Schedule, replace
from ddd.resolve.drop_ins import without_replaced
from ddd.resolve.identity import with_ids
from ddd.resolve.loops import unrolled
from ddd.resolve.schedules import completed, units_by_name
from ddd.resolve.stated import with_values
from ddd.resolve.told import with_what_is_told_of
from ddd.resolve.units import merged
from ddd.resolve.values import Values, without_doubles
from ddd.resolve.variables import Variables
from ddd.scan.engine import Batch, Engine
from ddd.scan.fit import fit_to_show


def resolve(engine: Engine, batch: Batch, as_of: date, lead_days: int = 30) -> Inventory:
    """Return the Inventory of a scanned tree; what has ended is judged as of that day, what ends soon by the lead."""
    variables = Variables(engine)
    paths = frozenset(engine.tree.paths)
    followed = tuple(_followed(one, variables) for one in batch.definitions)
    installed = _installed(engine, followed, paths)
    definitions = (*followed, *(_followed(one, variables) for one in installed.definitions))
    units, read = units_by_name(definitions), _as_installed(batch.facts, installed.facts)
    values = Values(engine, definitions)
    resolved = (one for fact in read for one in _resolved(fact, variables, values, units, paths))
    facts = with_ids(with_what_is_told_of(without_replaced(without_doubles(resolved))))
    problems = {*batch.problems, *installed.problems, *engine.demanded_problems()}
    return Inventory(
        scanned=engine.scanned(batch),
        facts=facts,
        findings=tuple(lint(facts, Context(cache(engine.lines), as_of, paths, lead_days))),
        problems=tuple(sorted(problems, key=lambda one: (one.path, one.line or 0, one.extractor, one.message))),
        definitions=tuple(
            sorted(
                (one for one in definitions if one.kind != "variable"),
                key=lambda one: (one.kind, one.name, one.evidence),
            )
        ),
        paths=tuple(engine.tree.paths),
        units=merged(batch.units, paths) if engine.documentation else None,
        marked=tuple(sorted({*batch.marked, *installed.marked})),
    )


def _installed(engine: Engine, definitions: Iterable[Definition], paths: frozenset[str]) -> Batch:
    """Read the files that tasks install under a name which says more than their own; each with the task's line."""
    found = Batch()
    files = {(one.value, one.name): one for one in definitions if one.kind == "installed-file" and one.value in paths}
    for (path, host_path), definition in sorted(files.items()):
        if definition.evidence.path == path:
            continue  # it says itself where it stands, and was read so
        batch = engine.installed(path, host_path)
        found.facts += [replace(fact, evidence=(*fact.evidence, definition.evidence)) for fact in batch.facts]
        found.definitions += batch.definitions
        found.problems += batch.problems
        found.marked += [path] * batch.marked
    return found


def _as_installed(facts: Iterable[Fact], installed: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the facts of all files; what a file is installed as says better what stands in it than its own name."""
    better: dict[tuple[object, ...], Fact] = {}
    for fact in installed:
        better.setdefault((fact.kind, fact.system, fact.place, fact.name), fact)  # installed twice, it is told once
    replaced = {(fact.origin, fact.kind, fact.system) for fact in better.values()}
    yield from (fact for fact in facts if (fact.origin, fact.kind, fact.system) not in replaced)
    yield from better.values()


def _resolved(
    fact: Fact, variables: Variables, values: Values, units: dict[str, list[Definition]], paths: frozenset[str]
) -> Iterator[Fact]:
    if isinstance(fact, Schedule):
        # Values of other files have come in; everything else is fit to show since it was read.
        turns = (one for turn in unrolled(fact, variables) for one in values.unrolled(turn, turn.expression))
        yield from (fit_to_show(completed(one, variables, values, units)) for one in turns)
    elif isinstance(fact, Procedure):
        yield replace(fact, calls=tuple(call for call in dict.fromkeys(fact.calls) if call in paths))
    elif fact.references:
        yield from (fit_to_show(one) for one in with_values(fact, variables, values))
    else:
        yield fact


def _followed(definition: Definition, variables: Variables) -> Definition:
    """Follow a definition's own name and value: `dest: "{{ backup_bin }}/dump.sh"`."""
    path = definition.evidence.path
    name, value = variables.filled(definition.name, path), variables.filled(definition.value, path)
    return replace(
        definition, name=name.text if name else definition.name, value=value.text if value else definition.value
    )
