"""Ways of failing that Python code names itself: Ansible's `fail_json`, and programs that exit with a failure."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import re2

from ddd.extractors.python_code._blocks import Part, found, lines_of, parts
from ddd.extractors.python_code._cuts import Chunk, chunks, cut
from ddd.extractors.python_code._failing import Failing, by_helper, failing, may_fail
from ddd.extractors.python_code._flow import CutOut, Node, Place, in_words, walk
from ddd.extractors.python_code._lines import Lines, Unclear
from ddd.extractors.python_code._names import module_name
from ddd.extractors.python_code._places import Places
from ddd.extractors.python_code._words import short, template
from ddd.model import FailureMode
from ddd.scan.extractor import NO_SUFFIX, Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

SYSTEM = "python"

_LITERALS = (
    *("fail_json", "module.fail", "raise Ansible", "exit_json", "failed=True", "'failed': True", '"failed": True'),
    *("['failed'] = True", '["failed"] = True', "sys.exit", "os._exit", "os.abort", " exit(", " quit(", "SystemExit"),
    *("parser.error(", "ctx.fail(", "ClickException", "UsageError", "BadParameter", "click.Abort", "typer."),
    *("CommandError", "ctx.exit(", " die(", " fatal(", " bail(", "exit_with_error(", "error_exit("),
)
_WANTED = (
    *("fail_json", "module.fail", "result.fail", "raise Ansible", "failed=True", "'failed'", '"failed"'),
    *("exit(", "exit (", "exit_json", "quit(", "abort(", "die(", "fatal(", "bail(", "exit_with_error(", "error_exit("),
    *("SystemExit", "parser.error(", "ctx.fail(", "ClickException", "UsageError", "BadParameter", "BadOptionUsage"),
    *("BadArgumentUsage", "NoSuchOption", "FileError", "click.Abort", "typer.Exit", "typer.Abort", "exceptions.Exit"),
    *("exceptions.Abort", "raise Exit", "raise Abort", "CommandError"),
)
_ODD = r"\n *\t|\n *(?:print|exec) +[^\s(=.,:\[]|\{%"
"""Tabulators, Python 2, or a template: often it is no Python as a whole, wherever one looks."""
_ANY_WANTED = re2.compile("|".join((_ODD, *map(re2.escape, _WANTED))).encode())
_SHEBANG = re.compile(r"#!\s{0,9}[^\n]{0,80}\bpython")
_USAGE = re.compile(r"(?i)\W{0,9}(?:usage\b|syntax:)")
_HELPERS = re.compile(r"(?i)_{0,2}(?:print_|show_|display_)?(?:usage|help|version)(?:_exit|_and_exit)?")
_NO_FAULT = re.compile(
    r"KeyboardInterrupt|BrokenPipeError|EOFError|len\((?:sys\.)?arg[vs]?\w*\)|SystemExit\b|(?:args?|options|opts?)\.help\b"
    r"|not (?:sys\.)?argv\b|[\"']--help[\"']|__version__"
)
_CODE = re.compile(r"status (?=[A-Z])")
_FAULT = re.compile(r"FAIL|ERR|CRIT|WARN|BAD|INVALID|ABORT|UNKNOWN|MISSING|_NO_|EX_")
"""What a constant must say for an exit without a message: many codes only answer a question."""
_HOLES = re.compile(r"\{[^{}]{0,300}\}")
_WORD = re.compile(r"[^\W\d_]{2}")


@extractor("python-failures", paths=("*.py", NO_SUFFIX), literals=_LITERALS)
def python_failures(source: Source) -> Iterator[Extracted]:
    """Python code that says how it fails: every call of `fail_json`, and exits with a failure.

        if not os.path.exists(path):
            module.fail_json(msg=f"{path} is not there")        # message "{path} is not there", guard "not os.path…"

    Of Ansible's modules and plugins: `fail_json` and its sisters (`fail_json_aws`), `module.fail`, `raise AnsibleError`
    and its kind, `exit_json(failed=True)`, results with `failed=True`. Of programs: `sys.exit(2)`,
    `sys.exit("message")`, `raise SystemExit(1)`, `os._exit(1)`, `parser.error("…")`, click's and typer's exceptions,
    Django's `CommandError`, `die("…")`, and calls of the file's own functions that print what they are given and exit.
    A message printed or logged just before an exit is its message; one held by a name is looked for in the lines above;
    what only running would tell stands in braces.

    The guard is the two innermost conditions around it: `if`, the exception caught and what raised it, the early exit
    just before; the function is `Class.method`, the module its dotted name. No way of failing: `sys.exit()`,
    `sys.exit(0)`, `sys.exit(main())`, of which only running it would tell; nor the wrong use of a command line that
    only shows how to use it, nor `raise` of any other exception, which somebody may catch.
    Format: https://docs.python.org/3/reference/.
    """
    if source.is_template or not (source.path.endswith(".py") or _SHEBANG.match(source.text)):
        return
    reader = _Reader(source)
    yield from reader.read(_Search(_WANTED, failing, may_fail))
    if helpers := frozenset(reader.helpers):
        names = tuple(f"{name}(" for name in sorted(helpers))
        yield from reader.read(
            _Search(names, lambda node, place, source: by_helper(node, place, source, helpers), bool)
        )


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for."""

    texts: tuple[str, ...]
    tells: Callable[[Node, Place, Source], Failing | None]
    may_matter: Callable[[str], bool]
    """Whether a statement on which one of the texts stands is worth parsing."""

    def lines(self, text: str) -> list[int]:
        """Return the lines, from 0, on which one of the texts stands; raises Unclear where it may be no Python."""
        if self.texts is not _WANTED:
            return lines_of(text, 0, found(text, self.texts), 0)
        data = text.encode("utf-8", "replace")
        one_for_each_byte = text if len(data) == len(text) else data.decode("latin-1")
        places = [match.start() for match in _ANY_WANTED.finditer(data)]
        if any(one_for_each_byte[place] in "\n{" for place in places):
            raise Unclear
        return lines_of(one_for_each_byte, 0, places, 0)


class _Reader:
    """Reads one file, and remembers what it read."""

    def __init__(self, source: Source) -> None:
        self.helpers: set[str] = set()
        """Functions of the file that fail with the message they are given: their callers say what fails."""
        self._source = source
        self._places = Places(source)
        self._module = module_name(source.path)
        self._seen: set[tuple[str, str, str]] = set()

    def read(self, search: _Search) -> Iterator[FailureMode]:
        """Yield the ways of failing that are looked for; raises Unreadable after all that could be read."""
        text = self._source.text
        try:
            lines, functions = self._functions(search)
        except Unclear:
            yield from self._in_blocks(found(text, search.texts), search)
            return
        fault: Unreadable | None = None
        for function in functions:
            try:
                yield from self._new(self._told(cut(lines, function), search))
            except (Unclear, CutOut):
                try:
                    yield from self._in_blocks([lines.offset(one) for one in function.wanted], search)
                except Unreadable as reason:
                    fault = reason
        if fault is not None:
            raise fault

    def _functions(self, search: _Search) -> tuple[Lines, list[Chunk]]:
        if "\r" in self._source.text:
            raise Unclear
        lines = Lines(self._source)
        return lines, list(chunks(lines, search.lines(self._source.text), search.may_matter))

    def _in_blocks(self, offsets: list[int], search: _Search) -> Iterator[FailureMode]:
        for part in parts(self._source, offsets):
            yield from self._new(self._told(part, search))

    def _new(self, facts: list[tuple[FailureMode, bool]]) -> Iterator[FailureMode]:
        """Yield the facts that are certain, and of the others those that no fact said before."""
        for fact, is_certain in facts:
            key = (fact.function, fact.message, fact.guard)
            if is_certain or key not in self._seen:
                self._seen.add(key)
                yield fact

    def _told(self, part: Part, search: _Search) -> list[tuple[FailureMode, bool]]:
        """Return the ways of failing of a part, and whether they are certain. Raises CutOut."""
        conditions: dict[tuple[int, bool], str] = {}
        facts: list[tuple[FailureMode, bool]] = []
        for node, place in walk(part):
            told = search.tells(node, place, self._source)
            fact = self._fact(node, place, told, part, conditions) if told is not None else None
            if told is not None and fact is not None:
                facts.append((fact, told.is_certain))
        return facts

    def _fact(
        self, node: Node, place: Place, told: Failing, part: Part, conditions: dict[tuple[int, bool], str]
    ) -> FailureMode | None:
        evidence = self._places.of(node, part)
        message = _message(told, evidence.excerpt)
        guard = in_words(place, conditions, "")
        if told.guard is not None:
            guard = short(f"{guard} and {told.guard}" if guard else told.guard)
        if _is_given(told, place):
            self.helpers.add(place.function.rpartition(".")[2])
            if not told.is_certain:
                return None
        guard = guard or (f"whenever `{place.function}` is called" if place.function else "whenever the file is run")
        if not told.is_certain and _is_noise(told, message, guard, place):
            return None
        said = (self._places.of(one, part) for one in told.said if one.lineno != node.lineno)
        return FailureMode(
            system=SYSTEM,
            name=place.function,
            message=message,
            guard=guard,
            function=place.function,
            module=self._module,
            outcome=told.outcome,
            evidence=(evidence, *said),
        )


def _is_given(told: Failing, place: Place) -> bool:
    """Tell whether the function always fails, with a message that its caller gives."""
    if told.guard is not None or place.guards or not place.parameters:
        return False
    names = {one.id for part in told.message for one in ast.walk(part) if isinstance(one, ast.Name)}
    return bool(names & place.parameters - {"self", "cls"}) and place.is_sure


def _message(told: Failing, line: str) -> str:
    """Return the message as a template; where it nests too deeply to be written, the line it stands on."""
    try:
        return short(" ".join(filter(None, (template(one).strip() for one in told.message))))
    except RecursionError:
        return line


def _is_noise(told: Failing, message: str, guard: str, place: Place) -> bool:
    """Tell whether an exit says nothing of failing: help is shown, a person stops it, nothing says why it ends."""
    function = place.function.rpartition(".")[2]
    if _USAGE.match(message) or _HELPERS.fullmatch(function) or told.shows_help or _NO_FAULT.search(guard):
        return True
    says = bool(_WORD.search(_HOLES.sub("", message)))
    if not says and _CODE.search(told.outcome) and not _FAULT.search(told.outcome):
        return True
    return not says and not place.guards and told.guard is None
