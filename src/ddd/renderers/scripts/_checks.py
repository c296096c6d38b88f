"""What a script asks before and after the work of a Task: its checks, each as a condition or with why it is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ddd.model import Claim, Phase, Task, replace
from ddd.renderers.renderer import Book
from ddd.renderers.scripts import _shell
from ddd.renderers.scripts._conditions import Condition, condition
from ddd.renderers.views import checks

_IN_SHELL = frozenset({"shell"})
"""Systems whose conditions stand in shell; those of others are told in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One check of a task."""

    phase: Phase
    claim: Claim
    condition: Condition
    is_work: bool = False
    """The task is there to ask it: whoever carries the task out asks it by that."""

    @property
    def is_decidable(self) -> bool:
        """A script can ask it, as soon as its variables are set."""
        return not self.condition.undecided

    @property
    def places(self) -> str:
        """Where it stands."""
        return _shell.places(self.claim.evidence)


def asked(task: Task, book: Book) -> tuple[Asked, ...]:
    """Return the checks of a task, those before the work first, each once."""
    work = checks.work(task, book.spec)
    both = ((Phase.PRE, checks.before(task, book.spec)), (Phase.POST, checks.after(task, book.spec)))
    found = (_asked(phase, claim, book) for phase, claims in both for claim in _unique(claims))
    return tuple(replace(one, is_work=one.claim in work) for one in found)


def numbered(asked: Sequence[Asked]) -> tuple[tuple[int, Asked], ...]:
    """Return checks with their numbers in a script."""
    return tuple(enumerate(asked, start=1))


def check_texts(asked: Sequence[Asked]) -> list[tuple[str, str]]:
    """Return what a script says and asks of its checks, by the keys that its functions know."""
    texts = []
    for number, one in numbered(asked):
        texts.append((f"check.{number}", _shell.one_line(one.claim.text)))
        texts.append((f"place.{number}", one.places))
        if one.is_decidable and one.condition.command != texts[-2][1]:
            texts.append((f"ask.{number}", one.condition.command))
        if not one.is_decidable:
            texts.append((f"why.{number}", _shell.one_line(one.condition.undecided)))
    return texts


def _asked(phase: Phase, claim: Claim, book: Book) -> Asked:
    fact = book.checks.get(claim.evidence)
    if fact and fact.system in _IN_SHELL:
        return Asked(phase=phase, claim=claim, condition=condition(claim.text, book.spec))
    return Asked(phase=phase, claim=claim, condition=Condition(undecided="it is told in words: a person looks at it"))


def _unique(claims: Iterable[Claim]) -> Iterable[Claim]:
    return dict.fromkeys(claims)
