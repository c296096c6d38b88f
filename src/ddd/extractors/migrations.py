"""Migrations of databases that can be taken back: the part that leads down."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ddd.model import Confidence, Rollback
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "migration"
_DOWN_FILE = re.compile(r"(?P<name>.+)\.(?:down|undo|rollback)\.sql")
_UNDO_FILE = re.compile(r"U\d[\w.]*__.+\.sql")
_SECTION = re.compile(r"--\s*(?P<tool>\+goose|\+migrate|migrate:)\s*(?P<way>[Dd]own|[Uu]p)\b")
_STATEMENT = re.compile(
    r"(?i)\s*(?:alter|create|delete|drop|insert|rename|truncate|update|exec|call|grant|revoke|comment|do)\b"
)
_ALEMBIC = "down_revision"


@extractor(
    "migrations",
    paths=("*.down.sql", "*.undo.sql", "*.rollback.sql", "U*__*.sql", "migrations/*.sql", "versions/*.py"),
    literals=("+goose", "+migrate", "migrate:", "def downgrade", "ROP", "rop", "LTER", "lter", "ELETE", "elete"),
)
def migrations(source: Source) -> Iterator[Rollback]:
    """Find migrations that say how they are taken back: `*.down.sql`, `U1__x.sql`, `-- +goose Down`, `def downgrade`.

        -- +goose Down
        ALTER TABLE berths DROP COLUMN draught;

    Known are the files of golang-migrate and Flyway, the sections of goose, sql-migrate and dbmate, and the revisions
    of Alembic. An empty way down, and one that only raises, is none. What a framework derives by itself (Django,
    `change` of Rails) is not seen.
    Format: https://alembic.sqlalchemy.org/en/latest/tutorial.html.
    """
    name = PurePosixPath(source.path).name
    if name.endswith(".py"):
        yield from _alembic(source, name)
        return
    match = _DOWN_FILE.fullmatch(name)
    if match or _UNDO_FILE.fullmatch(name):
        line = _first_statement(source, 0)
        if line:
            yield _rollback(source, match["name"] if match else name.removesuffix(".sql"), line)
        return
    for number, text in enumerate(source.lines):
        section = _SECTION.match(text.strip()[:200])
        if section and section["way"].lower() == "down":
            if _first_statement(source, number + 1):
                yield _rollback(source, name.removesuffix(".sql"), number + 1)
            return


def _alembic(source: Source, name: str) -> Iterator[Rollback]:
    if _ALEMBIC not in source.text:
        return
    for node in source.python.body:
        if isinstance(node, ast.FunctionDef) and node.name == "downgrade" and any(map(_acts, node.body)):
            yield _rollback(source, name.removesuffix(".py"), node.lineno)


def _acts(statement: ast.stmt) -> bool:
    docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return not docstring and not isinstance(statement, ast.Pass | ast.Raise | ast.Return | ast.Import | ast.ImportFrom)


def _first_statement(source: Source, start: int) -> int:
    """Return the line of the first statement from an index on, up to the next section; 0 when there is none."""
    for number, text in enumerate(source.lines[start:], start=start + 1):
        if _SECTION.match(text.strip()[:200]):
            return 0
        if _STATEMENT.match(text[:200]):
            return number
    return 0


def _rollback(source: Source, name: str, line: int) -> Rollback:
    return Rollback(
        system=_SYSTEM,
        name=name,
        condition="the migration is to be taken back",
        confidence=Confidence.LOW,
        evidence=(source.at(line),),
    )
