"""Turns the sections of a written procedure into facts, each with the line that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ddd.extractors.markdown import _words as words
from ddd.extractors.markdown._words import Part
from ddd.extractors.markdown.sections import Block, Code, Item, Listing, Paragraph, Section, flat, plain
from ddd.extractors.markdown.shell_blocks import looks_typed, typed
from ddd.model import Check, Claim, Contact, Evidence, Phase, Procedure, Rollback, Step, replace
from ddd.scan.extractor import Extracted
from ddd.scan.source import Source

_SYSTEM = "markdown"
_LONGEST_TEXT = 600

_EXPECTED = re.compile(
    r"(?:^|(?<=[.;:!?])\s+|\n)[*_]{0,2}(?:(?:expected|example|sample)(?:[ ](?:output|results?|outcome|response))?"
    r"|output|result)[*_]{0,2}\s*:[*_]{0,2}\s*"
    r"|(?:^|(?<=[.;:!?])\s+|\n)(?:(?:you|we)[ ](?:should|will)[ ](?:now[ ])?see"
    r"|(?:this|it|(?:the|this)[ ](?:command|output|result|response|query))[ ](?:should|will)[ ](?:now[ ])?"
    r"(?:show|return|print|list|report|display|output|say|describe|be|look[ ]like))\b:?\s*",
    re.IGNORECASE,
)
_RUN_THIS = re.compile(
    r"(?:then |now |next,? )?(?:run|execute|type|enter|invoke|issue|call)\b[^`]{0,60}`(?P<code>[^`]+)`[^`]*", re.I
)
_CODE = re.compile(r"`([^`]+)`")
_LABEL = re.compile(
    r"(?:[-*+]\s+)?[*_]{0,2}(?P<label>owners?|owned by|maintainers?|contacts?|escalations?|escalate to"
    r"|escalation contact|on-?call|duration|estimated (?:time|duration)|time (?:needed|required)|eta)"
    r"[*_]{0,2}\s*:[*_]{0,2}\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"\btakes?\s+(?P<length>(?:(?:about|around|approximately|roughly|up to|less than|at least|some)\s+)?"
    r"[0-9]{1,4}(?:\s*(?:-|–|to)\s*[0-9]{1,4})?\s*(?:seconds?|minutes?|mins?|hours?|days?)\b)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"(?:tbd|tba|todo|none|n/?a|unknown|-+|\?+|xxx|fixme|tbc)\b.*", re.IGNORECASE)
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CHANNEL = re.compile(r"(?<!\w)#[a-z][\w-]+")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")
_ESCALATES = ("escal", "on-call", "oncall")
_TIMES = ("duration", "estimated", "time", "eta")


class Reader:
    """Reads one document."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @staticmethod
    def is_act(item: Item) -> bool:
        """Tell whether a list item is something to do: it has a command, or begins with a verb."""
        if any(isinstance(block, Code) and typed(block).command for block in flat(item.blocks)):
            return True
        text = next((block.text for block in item.blocks if isinstance(block, Paragraph)), "")
        return words.is_act(plain(text)) or _RUN_THIS.fullmatch(text) is not None

    def facts(
        self, section: Section, title: str, steps: Sequence[Step], parts: Mapping[Part, Sequence[Section]]
    ) -> Iterator[Extracted]:
        """Yield the procedure of a section, and the checks and the way back its sub-sections give."""
        yield Procedure(
            system=_SYSTEM,
            name=title,
            title=title,
            evidence=(self._at(section.line),),
            steps=tuple(steps),
            purpose=self._purpose([section, *parts.get(Part.PURPOSE, ())]),
            duration=self._duration([section, *parts.get(Part.PURPOSE, ())], parts.get(Part.DURATION, ())),
            on_failure=self._on_failure(parts.get(Part.FAILURE, ())),
        )
        for phase, part in ((Phase.PRE, Part.BEFORE), (Phase.POST, Part.AFTER)):
            for line, condition in self._conditions(parts.get(part, ())):
                evidence = (self._at(line),)
                yield Check(system=_SYSTEM, name=title, phase=phase, condition=condition, evidence=evidence)
        yield from self._rollbacks(title, parts.get(Part.BACK, ()))

    def steps(self, section: Section, *, is_step: bool) -> Iterator[Step]:
        """Yield the steps of a section: the items of its ordered lists, and the commands between its paragraphs.

        is_step: its heading is itself a step, by hand when nothing else below it is one.
        """
        gathered = _Gathered()
        text, place = (words.without_number(section.title), self._at(section.line)) if is_step else ("", None)
        for block in section.blocks:
            match block:
                case Listing(ordered=True):
                    gathered.steps.extend(self._item(item) for item in block.items)
                    text, place = "", None
                case Listing():
                    pass
                case Code():
                    gathered.code(block, text, place or self._at(typed(block).line))
                    text, place = "", None
                case Paragraph():
                    before = gathered.paragraph(block)
                    text = text if place else before or text
        if place and not gathered.steps:
            gathered.steps.append(Step(text=text, manual=True, evidence=place))
        yield from gathered.steps

    def contacts(self, root: Section) -> Iterator[Contact]:
        """Yield whom the document names as its owner and whom to call."""
        for section in _all(root):
            said = [(line, label, value) for line, label, value in _labels(section.blocks) if not _is_time(label)]
            if words.part(section.title) is Part.WHO and not said:
                first = next((block for block in flat(section.blocks) if isinstance(block, Paragraph)), None)
                said = [(first.line, section.title, _sentence(plain(first.text)))] if first else []
            for line, label, value in said:
                if not _NOBODY.fullmatch(value):
                    yield self._contact(line, label, value)

    def _contact(self, line: int, label: str, value: str) -> Contact:
        address = _E_MAIL.search(value) or _CHANNEL.search(value)
        return Contact(
            system=_SYSTEM,
            name=value,
            evidence=(self._at(line),),
            role="escalation" if label.lower().startswith(_ESCALATES) else "owner",
            channel="document",
            address=address[0] if address else "",
            scope=self._source.path,
        )

    def _item(self, item: Item) -> Step:
        """Read one entry of an ordered list."""
        texts, commands, expected = list[str](), list[str](), list[str]()
        said, awaits = False, False
        for block in flat(item.blocks):
            match block:
                case Paragraph():
                    before, after, awaits = _split_expected(block.text)
                    expected += [after] if after else []
                    texts += [before] if before and not said else []
                    said = True
                case Code():
                    use = typed(block)
                    expected += [block.text.strip()] if awaits else [use.answer] if use.answer else []
                    commands += [use.command] if use.command and not awaits else []
                    awaits = False
                case Listing():
                    pass
        if not commands:
            first = next((block.text for block in item.blocks if isinstance(block, Paragraph)), "")
            commands = _inline_command(_EXPECTED.split(first, maxsplit=1)[0].strip())
        return Step(
            text=_shortened(" ".join(texts)),
            command="\n".join(commands),
            expected=_shortened("; ".join(expected)),
            manual=not commands,
            evidence=self._at(item.line),
        )

    def _purpose(self, sections: Sequence[Section]) -> Claim | None:
        for section in sections:
            for block in section.blocks:
                if not isinstance(block, Paragraph):
                    break
                lines = [line for line in block.text.split("\n") if not _LABEL.fullmatch(line.strip())]
                text = plain("\n".join(lines))
                if text and not text.endswith(":"):
                    skipped = len(block.text.split("\n")) - len(lines)
                    return self._claim(text, block.line + skipped)
        return None

    def _duration(self, sections: Sequence[Section], own: Sequence[Section]) -> Claim | None:
        for section in (*sections, *own):
            for line, label, value in _labels(section.blocks):
                if _is_time(label):
                    return self._claim(value, line)
            for block in flat(section.blocks):
                if isinstance(block, Paragraph) and (takes := _TAKES.search(block.text)):
                    return self._claim(plain(takes["length"]), block.line + block.text.count("\n", 0, takes.start()))
        first = next((block for section in own for block in section.blocks if isinstance(block, Paragraph)), None)
        return self._claim(plain(first.text), first.line) if first else None

    def _on_failure(self, sections: Sequence[Section]) -> Claim | None:
        said = [block for section in sections for block in flat(section.blocks) if isinstance(block, Paragraph)]
        if not said:
            return None
        places = tuple(self._at(block.line) for block in said)
        return Claim(text=_shortened(" ".join(_as_sentence(plain(block.text)) for block in said)), evidence=places)

    def _conditions(self, sections: Sequence[Section]) -> Iterator[tuple[int, str]]:
        """Yield what is to be checked: entries of lists, commands with what they should show, or plain sentences."""
        for section in sections:
            blocks = list(flat(section.blocks))
            has_more = any(not isinstance(block, Paragraph) for block in section.blocks)
            for index, block in enumerate(blocks):
                match block:
                    case Code() if use := typed(block).command:
                        yield typed(block).line, _with_expected(use, blocks[index + 1 : index + 2])
                    case Paragraph() if not has_more or _is_in_list(block, section.blocks):
                        text = plain(_EXPECTED.split(block.text, maxsplit=1)[0])
                        yield from [(block.line, _shortened(text))] if text and not text.endswith(":") else []

    def _rollbacks(self, title: str, sections: Sequence[Section]) -> Iterator[Rollback]:
        """One way back, whatever number of headings tell it; none where nothing is told."""
        blocks = [block for section in sections for block in flat(section.blocks)]
        commands = tuple(use for block in blocks if isinstance(block, Code) and (use := typed(block).command))
        said = [block for block in blocks if isinstance(block, Paragraph)]
        condition = _sentence(plain(said[0].text)) if said else ""
        if commands or (condition and not _NOBODY.fullmatch(condition)):
            line = blocks[0].line
            yield Rollback(
                system=_SYSTEM, name=title, condition=condition, commands=commands, evidence=(self._at(line),)
            )

    def _claim(self, text: str, line: int) -> Claim:
        return Claim(text=_shortened(text), evidence=(self._at(line),))

    def _at(self, line: int) -> Evidence:
        lines = self._source.lines
        text = lines[line - 1] if line <= len(lines) else ""
        return self._source.at(line, len(text) - len(text.lstrip()) + 1)


class _Gathered:
    """The steps of one section, in the order of the document."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._awaits_output = False

    def code(self, code: Code, text: str, place: Evidence) -> None:
        """Add a block of commands: a step of its own, or what the entry of the list before it was missing."""
        use, awaited = typed(code), self._awaits_output
        self._awaits_output = False
        if awaited and self.steps:
            self._expect(code.text)
        elif use.command and self.steps and self.steps[-1].manual and not text:
            last = self.steps[-1]
            expected = last.expected or _shortened(use.answer)
            self.steps[-1] = replace(last, command=use.command, expected=expected, manual=False)
        elif use.command:
            expected = _shortened(use.answer)
            self.steps.append(Step(text=text, command=use.command, expected=expected, evidence=place))

    def paragraph(self, paragraph: Paragraph) -> str:
        """Give the step before what is expected of it, and return the text a following command may go by."""
        before, after, self._awaits_output = _split_expected(paragraph.text)
        if after and self.steps:
            self._expect(after)
        return _shortened(before)

    def _expect(self, text: str) -> None:
        last = self.steps[-1]
        self.steps[-1] = replace(last, expected=last.expected or _shortened(" ".join(text.split())))


def _labels(blocks: Sequence[Block]) -> Iterator[tuple[int, str, str]]:
    """Yield line, label and value of lines such as `Owner: @team`."""
    for block in flat(blocks):
        if isinstance(block, Paragraph):
            for offset, line in enumerate(block.text.split("\n")):
                if match := _LABEL.fullmatch(line.strip()[:_LONGEST_TEXT]):
                    yield block.line + offset, match["label"], plain(match["value"])


def _split_expected(text: str) -> tuple[str, str, bool]:
    """Return what is told, what is to be expected, and whether the block below shows it."""
    match = _EXPECTED.search(text)
    if match is None:
        return plain(text), "", False
    after = plain(text[match.end() :])
    return plain(text[: match.start()]), after, not after.strip(":")


def _inline_command(text: str) -> list[str]:
    """Return the command of a sentence such as "Run `make deploy`.", when it has exactly one."""
    if match := _RUN_THIS.fullmatch(text):
        return [match["code"].strip()]
    codes = _CODE.findall(text)
    return [codes[0].strip()] if len(codes) == 1 and " " in codes[0].strip() and looks_typed(codes[0]) else []


def _with_expected(command: str, following: Sequence[Block]) -> str:
    shown = "; ".join(line for line in command.split("\n") if line.strip())
    for block in following:
        if isinstance(block, Paragraph) and (expected := _split_expected(block.text)[1]):
            return _shortened(f"{shown} — expected: {expected}")
    return _shortened(shown)


def _is_in_list(paragraph: Paragraph, blocks: Sequence[Block]) -> bool:
    return not any(block is paragraph for block in blocks)


def _is_time(label: str) -> bool:
    return label.lower().startswith(_TIMES)


def _all(section: Section) -> Iterator[Section]:
    yield section
    for below in section.sections:
        yield from _all(below)


def _sentence(text: str) -> str:
    match = _SENTENCE.match(text)
    return _shortened(match[0] if match else text)


def _as_sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1].rstrip() + "…"
