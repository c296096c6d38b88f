"""A runbook that has everything, and ways to take something away from it."""

from __future__ import annotations

from ddd.assess.runbooks import Runbook, runbooks
from ddd.extractors.markdown.runbook_pages import Written, read_runbooks
from ddd.scan.source import Source
from ddd.spec import load

WHOLE = """\
# Restore the shop database

Owner: @dba-team
Duration: 20 minutes

## Prerequisites

- Access to the bastion host

## Steps

1. Stop the application:
   ```sh
   systemctl stop shop
   ```
   Expected output: nothing, the unit is inactive.
2. Restore the newest dump:
   ```sh
   pg_restore -d shop /backup/shop.dump
   ```
   You should see no line that begins with ERROR.

## Verification

```sh
psql -c 'select count(*) from orders'
```

## Rollback

```sh
pg_restore -d shop /backup/before.dump
```

## If it fails

Leave the application stopped and call the on-call engineer.
"""


def without(*headings: str, text: str = WHOLE) -> str:
    """Return the page without the sections of these headings."""
    head, *sections = text.split("\n## ")
    kept = [one for one in sections if one.split("\n", 1)[0] not in headings]
    return "\n## ".join([head, *kept])


def page(text: str, path: str = "docs/restore.md") -> Source:
    return Source(path, text.encode())


def scored(text: str) -> list[Runbook]:
    return list(runbooks(page(text), load()))


def only(text: str) -> Runbook:
    [one] = scored(text)
    return one


def written(text: str) -> Written:
    [one] = read_runbooks(page(text))
    return one


def points(text: str) -> dict[str, float]:
    return {point.criterion: point.earned for point in only(text).completeness.points}


def codes(text: str) -> list[str]:
    return [one.code for one in only(text).findings]
