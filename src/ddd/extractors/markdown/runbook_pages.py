"""Reads a page that somebody calls a runbook: one procedure or several, and what its sections and sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ddd.extractors.markdown import _page_words as page_words
from ddd.extractors.markdown import _words as words
from ddd.extractors.markdown._documents import Part as Placed
from ddd.extractors.markdown._documents import place, said, sentences, shortened, tables
from ddd.extractors.markdown._facts import Reader
from ddd.extractors.markdown._page_words import Role, tells_to_act
from ddd.extractors.markdown._words import Part
from ddd.extractors.markdown.on_call import on_call_pages
from ddd.extractors.markdown.sections import Block, Code, Item, Listing, Paragraph, Section, plain, read
from ddd.extractors.markdown.shell_blocks import typed
from ddd.model import Check, Claim, Contact, Evidence, Phase, Procedure, Rollback, Step, replace
from ddd.scan.fit import fit_to_show
from ddd.scan.source import Source

_PARTS = (
    (Part.PURPOSE, Role.PURPOSE),
    (Part.DURATION, Role.DURATION),
    (Part.FAILURE, Role.FAILURE),
    (Part.BEFORE, Role.BEFORE),
    (Part.AFTER, Role.AFTER),
    (Part.BACK, Role.BACK),
)
_OWN = frozenset({Role.ACTS, Role.AFTER, Role.BACK})
"""A section with one of these below it is a procedure of its own."""
_SHARED = (Role.BEFORE, Role.FAILURE, Role.WHO)
"""What a page says for all its procedures."""
_OWNER = re.compile(
    r"(?:(?:service |runbook |page |technical |tech )?(?:owners?|team|owned by|owning team|maintainers?|contacts?"
    r"|on-?call|escalation|escalate to|slack(?: channel)?|support(?: channel)?|who))",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?:(?:estimated |expected |total )?(?:duration|time(?: needed| required)?)|eta)", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"(?P<label>[a-zA-Z_ -]{2,30}):\s+(?P<value>[^\s|>#\[{].{0,200})")
_NOBODY = re.compile(r"\W*(?:tbd|tba|todo|none|n/?a|unknown|xxx|fixme|tbc|-+|\?+|<.*|\[.*\]|\{.*)?\W*", re.IGNORECASE)
_TYPED = re.compile(r"\W*`[^`\s]+\s[^`]+`")
_CLAUSE = re.compile(r"^[^,:]{0,80}[,:]\s+")
_CODE_SPAN = re.compile(r"(?P<ticks>`{1,3}).{1,300}?(?P=ticks)", re.DOTALL)
_TAG = re.compile(r"<!--.{0,500}?-->|</?[a-zA-Z][^<>]{0,200}>", re.DOTALL)
_BOLD = re.compile(r"(\*\*|__)(?!\s)[^*_]{2,60}\1:?")
_SHOWS = re.compile(r"expected|result|output|verify that", re.IGNORECASE)
_LABELLED = frozenset(Role) - {Role.PURPOSE, Role.ASIDE}
_LONGEST_FRONT_MATTER, _LONGEST_LABEL = 60, 60


@dataclass(frozen=True, slots=True)
class Written:
    """One procedure that a person wrote, and all that its page says about it."""

    procedure: Procedure
    checks: tuple[Check, ...]
    ways_back: tuple[Rollback, ...]
    not_needed: Claim | None
    """That nothing has to be taken back, where the page says so."""
    on_failure: tuple[Claim, ...]
    contacts: tuple[Contact, ...]
    wording: tuple[Claim, ...]
    """Every sentence, without the code and the tags in it; a paragraph or an entry of a list of one sentence is one."""
    empty: tuple[Claim, ...]
    """Headings with nothing below them."""


@dataclass(slots=True)
class _Sorted:
    """The sections of one procedure by what they give it, each in the order of the page."""

    head: Section
    by_role: dict[Role | None, list[Section]] = field(default_factory=dict)

    def of(self, *roles: Role | None) -> list[Section]:
        return [section for role in roles for section in self.by_role.get(role, ())]

    def add(self, section: Section, inherited: Role | None = None) -> None:
        """Sort a section and all below it; what has no role of its own takes that of what it stands in."""
        own = page_words.role(section.title) if section.level and section is not self.head else None
        own = inherited if (inherited, own) == (Role.LOOKS, Role.AFTER) else own  # `Verify the logs` of a diagnosis
        self.by_role.setdefault(own or inherited, []).append(section)
        for below in section.sections:
            self.add(below, own or inherited)


def read_runbooks(source: Source) -> tuple[Written, ...]:
    """Return the procedures of a page that a person names as a runbook, in its order, at least one.

    Unlike `markdown_procedures`, which finds procedures among all documents, it asks neither where the page stands nor
    whether its headings speak of operating something. A page is one procedure, unless sections of it have steps, checks
    or a way back of their own. Diagnosis is looked at before something is touched; where nothing is, it is the work.
    """
    root = _with_labels(source.derived("markdown", read))
    page = root.sections[0] if len(root.sections) == 1 and not root.blocks else root
    tasks = _tasks(page)
    shared = _Sorted(page)
    if tasks:
        for section in page.sections:
            if section not in tasks and page_words.role(section.title) in _SHARED:
                shared.add(section)
    reading = _Reading(source, root)
    found = (reading.written(task, shared if tasks else None) for task in tasks or [page])
    return tuple(found)


def _with_labels(section: Section) -> Section:
    """Return a section in which a line such as `**Diagnosis**` or `Remediation:` is the heading that it stands for."""
    made = Section(section.level, section.title, section.line)
    into = made
    for block in section.blocks:
        if title := _label(block):
            into = Section(section.level + 1, title, block.line)
            made.sections.append(into)
        else:
            into.blocks.append(block)
    made.sections.extend(map(_with_labels, section.sections))
    return made


def _label(block: Block) -> str:
    text = block.text.strip() if isinstance(block, Paragraph) else ""
    if "\n" in text or len(text) > _LONGEST_LABEL or not (text.endswith(":") or _BOLD.fullmatch(text)):
        return ""
    title = plain(text).strip(" :")
    return title if page_words.role(title) in _LABELLED and not _SHOWS.match(title) else ""


def _tasks(page: Section) -> list[Section]:
    """Return the sections that are procedures of their own; none where the page is one procedure."""
    roles = {page_words.role(one.title) for one in page.sections if one.level}
    whole = [one for one in _outermost(page) if _has_steps(one)]
    if len(whole) > 1:
        return whole
    if roles & _OWN or _direct_steps(page):
        return []
    candidates = [one for one in page.sections if _is_task(one) and _has_steps(one)]
    return candidates if len(candidates) > 1 else []


def _outermost(section: Section) -> Iterator[Section]:
    """Yield the sections below that have steps, checks or a way back of their own, not those within such."""
    for below in section.sections:
        own = page_words.role(below.title)
        if own in (None, Role.ACTS) and any(page_words.role(one.title) in _OWN for one in below.sections):
            yield below
        elif own in (None, Role.ACTS):
            yield from _outermost(below)


def _is_task(section: Section) -> bool:
    if page_words.role(section.title) is not None or words.numbered(section.title):
        return False
    return words.is_operation(section.title) or words.is_act(section.title)


def _has_steps(section: Section) -> bool:
    return _direct_steps(section) or any(map(_has_steps, section.sections))


def _direct_steps(section: Section) -> bool:
    for block in section.blocks:
        if isinstance(block, Code) and typed(block).command:
            return True
        if isinstance(block, Listing) and block.ordered and any(map(_is_act, block.items)):
            return True
    return False


class _Reading:
    """Reads the procedures of one page."""

    def __init__(self, source: Source, root: Section) -> None:
        self._source = source
        self._root = root
        self._reader = Reader(source)
        self._places: dict[int, Evidence] = {}
        self._labelled = tuple(self._labels())
        self._named = tuple(self._whom_it_names())

    def written(self, head: Section, shared: _Sorted | None) -> Written:
        """Return what a section and those below it say."""
        own = _Sorted(head)
        own.add(head)
        found, looked_at = self._steps(own)
        steps = list(_seen(found, is_work=not looked_at))
        sections = own.of(*own.by_role)
        given = {part: own.of(role) + (shared.of(role) if shared else []) for part, role in _PARTS}
        given[Part.FAILURE] = [] if looked_at == own.of(Role.FAILURE) else given[Part.FAILURE]
        facts = list(self._reader.facts(head, head.title or self._source.path.rsplit("/", 1)[-1], steps, given))
        everything = [*sections, *(shared.of(*shared.by_role) if shared else [])]
        told = [one for section in everything for one in self._sentences(section)]
        procedure = next(one for one in facts if isinstance(one, Procedure))
        procedure = replace(procedure, duration=procedure.duration or self._duration())
        checks = [one for one in facts if isinstance(one, Check)]
        checks += [] if looked_at else [*self._verifying(steps), *self._looks(own.of(Role.LOOKS))]
        means = own.of(Role.PURPOSE, Role.ASIDE)
        undone = [one for one in told if page_words.NOT_NEEDED.search(one.text)]
        return Written(
            procedure=fit_to_show(procedure),
            checks=tuple(fit_to_show(one) for one in checks),
            ways_back=tuple(fit_to_show(one) for one in self._ways_back(facts, own.of(Role.BACK), told, head.title)),
            not_needed=undone[0] if undone else None,
            on_failure=tuple(self._failing(procedure, [section for section in everything if section not in means])),
            contacts=tuple(fit_to_show(one) for one in self._contacts(told)),
            wording=tuple(fit_to_show(one) for section in sections for one in self._wording(section)),
            empty=tuple(self._empty(head)),
        )

    def _steps(self, own: _Sorted) -> tuple[list[Step], list[Section]]:
        """Return the steps; and the sections of diagnosis or trouble whose commands they are, where no others are."""
        acts = [step for one in own.of(Role.ACTS) for step in self._lenient(one)]
        plain_steps = [step for one in own.of(None) for step in self._plainly(one, own.head)]
        found = sorted([*acts, *plain_steps], key=lambda step: step.evidence)
        if found:
            return found, []
        for role in (None, Role.LOOKS, Role.FAILURE):
            sections = [_without_enumerations(one) if role is None else one for one in own.of(role)]
            if steps := [step for one in sections for step in self._lenient(one)]:
                return steps, own.of(role) if role else []
        return [], []

    def _plainly(self, section: Section, head: Section) -> Iterator[Step]:
        """Yield the steps of a section whose heading does not say that it holds some; enumerations are none."""
        is_step = section is not head and words.numbered(section.title)
        if section is not head and (words.is_operation(section.title) or words.is_act(section.title)):
            yield from self._lenient(section)
            return
        yield from self._reader.steps(_without_enumerations(section), is_step=is_step)

    def _lenient(self, section: Section) -> Iterator[Step]:
        """Yield the steps of a section that says it holds them: sentences and bullets that tell to act count."""
        is_step = page_words.role(section.title) is None and bool(section.level)
        is_step = is_step and (words.numbered(section.title) or words.is_act(section.title))
        told = _with_blocks(section, [_as_steps(block) for block in section.blocks])
        yield from self._reader.steps(told, is_step=is_step)

    def _looks(self, sections: Sequence[Section]) -> Iterator[Check]:
        """Yield what a diagnosis asks to be looked at: its commands, and its sentences that tell to act."""
        for section in sections:
            for step in self._lenient(section):
                condition = step.command or step.text
                yield Check(
                    system="markdown",
                    name=section.title,
                    phase=Phase.PRE,
                    condition=shortened(condition),
                    evidence=(step.evidence,),
                )

    def _verifying(self, steps: Sequence[Step]) -> Iterator[Check]:
        """Yield the steps that ask whether it worked; the first one asks before anything is done."""
        for step in steps[1:]:
            if page_words.VERIFIES.match(step.text):
                yield Check(
                    system="markdown", phase=Phase.POST, condition=shortened(step.text), evidence=(step.evidence,)
                )

    def _ways_back(
        self, facts: Sequence[object], sections: Sequence[Section], told: Sequence[Claim], title: str
    ) -> Iterator[Rollback]:
        """Yield the ways back that tell what to do: by commands, or in words."""
        yield from (one for one in facts if isinstance(one, Rollback) and one.commands)
        for section in sections:
            for step in self._lenient(section):
                if not step.command:
                    yield Rollback(system="markdown", name=title, condition=step.text, evidence=(step.evidence,))
        for one in told:
            if page_words.UNDOES.match(one.text):
                yield Rollback(system="markdown", name=title, condition=one.text, evidence=one.evidence)

    def _failing(self, procedure: Procedure, sections: Sequence[Section]) -> Iterator[Claim]:
        """Yield what to do when it fails: a section, and sentences that say both when and what."""
        if procedure.on_failure:
            yield fit_to_show(procedure.on_failure)
        for one in (one for section in sections for one in self._sentences(section)):
            match = page_words.FAILS.search(one.text)
            if match and _asks(one.text[: match.start()], one.text[match.end() :]):
                yield one

    def _whom_it_names(self) -> Iterator[Contact]:
        """Yield whom the page names in sections, tables and labels, for all its procedures."""
        yield from self._reader.contacts(self._root)
        yield from (one for one in on_call_pages.extract(self._source) if isinstance(one, Contact))
        for line, label, value in self._labelled:
            if _OWNER.fullmatch(label) and not _NOBODY.fullmatch(value):
                yield self._contact(value, self._at(line))

    def _contacts(self, told: Sequence[Claim]) -> Iterator[Contact]:
        """Yield those, and whom a sentence asks to call."""
        yield from self._named
        for one in told:
            if page_words.CALLS.search(one.text) and (found := page_words.SOMEBODY.search(one.text)):
                yield self._contact(found[0], one.evidence[0])

    def _contact(self, name: str, evidence: Evidence) -> Contact:
        return Contact(system="markdown", name=shortened(name), channel="document", evidence=(evidence,))

    def _duration(self) -> Claim | None:
        for line, label, value in self._labelled:
            if _TIME.fullmatch(label) and not _NOBODY.fullmatch(value):
                return Claim(text=shortened(value), evidence=(self._at(line),))
        return None

    def _labels(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, label and value of the front matter, and of tables of two columns."""
        lines = self._source.lines
        if lines and lines[0].rstrip() == "---":
            for number, line in enumerate(lines[1:_LONGEST_FRONT_MATTER], start=2):
                if line.rstrip() in ("---", "..."):
                    break
                if match := _FRONT_MATTER.fullmatch(line.rstrip()):
                    yield number, match["label"].replace("_", " "), match["value"].strip("'\"")
        for section in _all(self._root):
            for table in tables(self._source, Placed(section, ())):
                pairs = [(table.line, table.headings), *((row.line, tuple(row.cells.values())) for row in table.rows)]
                yield from ((line, cells[0], cells[1]) for line, cells in pairs if len(cells) == 2)

    def _sentences(self, section: Section) -> Iterator[Claim]:
        for one in sentences(section.blocks):
            yield fit_to_show(Claim(text=shortened(one.text, 500), evidence=(self._at(one.line),)))

    def _wording(self, section: Section) -> Iterator[Claim]:
        for one in sentences(section.blocks):
            bare = _TAG.sub(" ", _CODE_SPAN.sub("`code`", one.raw))
            yield Claim(text=shortened(said(bare), 500), evidence=(self._at(one.line),))

    def _empty(self, head: Section) -> Iterator[Claim]:
        written = self._source.lines
        for section in _all(head):
            own = page_words.role(section.title) if section.level else None
            if own not in (None, Role.ASIDE) and not section.blocks and not section.sections:
                behind = written[section.line : section.line + 3]
                if not any(line.lstrip().startswith(("|", "<", ">", "{", "-", "![")) for line in behind):
                    yield Claim(text=section.title, evidence=(self._at(section.line),))

    def _at(self, line: int) -> Evidence:
        if line not in self._places:
            self._places[line] = place(self._source, line)
        return self._places[line]


def _seen(steps: Sequence[Step], *, is_work: bool) -> Iterator[Step]:
    """Yield the steps with what one should see: an entry that says nothing else belongs to the step before it.

    A step that asks whether it worked says by that what one should see; in a diagnosis nobody knows yet.
    """
    pending: Step | None = None
    for step in steps:
        if pending and not step.text and not step.command and step.expected:
            pending = replace(pending, expected=pending.expected or step.expected)
            continue
        if pending:
            yield pending
        asks = is_work and not step.expected and page_words.VERIFIES.match(step.text)
        pending = replace(step, expected=step.text) if asks and page_words.STATES.search(step.text) else step
    if pending:
        yield pending


def _without_enumerations(section: Section) -> Section:
    return _with_blocks(section, [block for block in section.blocks if not _only_enumerates(block)])


def _only_enumerates(block: Block) -> bool:
    """Tell whether an ordered list says what there is, not what to do."""
    if not isinstance(block, Listing) or not block.ordered:
        return False
    acts = [item for item in block.items if _is_act(item)]
    return len(acts) * 2 < len(block.items)


def _as_steps(block: Block) -> Block:
    """Return a list or a paragraph that tells to act as an ordered list, which is how steps are read."""
    if isinstance(block, Paragraph) and _tells_to_act(block):
        return Listing(block.line, True, [Item(block.line, [block])])
    if isinstance(block, Listing) and not block.ordered:
        acts = [item for item in block.items if _is_act(item)]
        return Listing(block.line, bool(acts), acts or block.items)
    return block


def _is_act(item: Item) -> bool:
    first = item.blocks[0] if item.blocks else None
    told = isinstance(first, Paragraph) and (_tells_to_act(first) or _TYPED.match(first.text) is not None)
    return told or Reader.is_act(item)


def _tells_to_act(paragraph: Paragraph) -> bool:
    """Tell whether one of its sentences begins with what to do, `If …,` and `To …,` before it left out."""
    return any(tells_to_act(one.text) for one in sentences([paragraph]))


def _asks(before: str, behind: str) -> bool:
    """Tell whether a sentence says what to do, behind its condition or before it."""
    is_asked = tells_to_act(_CLAUSE.sub("", behind)) or tells_to_act(said(before))
    return is_asked or page_words.CALLS.search(behind) is not None or page_words.CALLS.search(before) is not None


def _with_blocks(section: Section, blocks: list[Block]) -> Section:
    return Section(section.level, section.title, section.line, blocks, section.sections)


def _all(section: Section) -> Iterator[Section]:
    yield section
    for below in section.sections:
        yield from _all(below)
