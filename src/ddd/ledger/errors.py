"""What goes wrong with the ledger and a person can mend. Exit code 2."""

from __future__ import annotations

from ddd.errors import DddError


class LedgerError(DddError):
    """The ledger cannot be opened, read or written; nothing of what was asked has been recorded."""


class NoLedger(LedgerError):
    """There is none yet: it is off until somebody turns it on."""

    def __init__(self, where: str) -> None:
        super().__init__(
            "there is no ledger yet",
            where=where,
            advice="`ddd programme apply` begins one with the tasks found here, `ddd init --ledger` an empty one",
        )


class Refused(DddError):
    """The ledger was asked for what may not be: an unknown task, a time to come, a right that one has not."""
