"""Who asks, and what they may do.

A person is known by their login name, or by `DDD_USER`. Until there are people in the ledger everybody is admin:
whoever may write its file may write it. Then those who are not among them may record work (a cron job is one of them),
no more.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ddd.ledger.errors import Refused
from ddd.ledger.store.models import Asset, Person
from ddd.ledger.words import Role
from ddd.scan.text import visible

_ORDER = list(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks."""

    name: str
    role: Role = Role.ADMIN
    person_id: int | None = None
    scope: str = "/"
    """The line of the asset they act on: what begins with it is theirs."""

    def need(self, role: Role, asset: Asset | None = None, *, to: str = "do that") -> None:
        """Raise Refused unless they have that role, over that asset; `to` says what for."""
        if _ORDER.index(self.role) < _ORDER.index(role):
            raise Refused(
                f"{self.name} may not {to}: it takes the role {role}, and theirs is {self.role}",
                advice="ask somebody who has it, or `ddd person set` by an admin",
            )
        if asset is not None and not asset.line.startswith(self.scope):
            raise Refused(
                f"{asset.key} is outside what {self.name} may act on", advice="`ddd person list` shows scopes"
            )


def name() -> str:
    """Return what the one who runs this is called: `DDD_USER`, else the login name; its number where it has none.

    Fit to be shown.
    """
    try:
        return visible(os.environ.get("DDD_USER") or getpass.getuser())
    except (KeyError, OSError):  # in a container, often
        return str(os.getuid())


def find(session: Session, name: str) -> Actor:
    """Return who that is to the ledger."""
    person = session.scalars(select(Person).where(Person.key == name, Person.deleted_at.is_(None))).first()
    if person is None:
        anybody = session.scalars(select(Person.id).where(Person.deleted_at.is_(None)).limit(1)).first()
        return Actor(name, Role.ADMIN if anybody is None else Role.VIEWER)
    scope = session.get(Asset, person.scope_id) if person.scope_id else None
    return Actor(name, Role(person.role), person.id, scope.line if scope else "/")
