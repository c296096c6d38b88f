"""Ways of failing that Python code names itself: Ansible's `fail_json`, and programs that exit with a failure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ddd.extractors.python_code._blocks import parts
from ddd.extractors.python_code._failing import Failing, by_helper, failing
from ddd.extractors.python_code._flow import Node, Place, in_words, walk
from ddd.extractors.python_code._names import module_name
from ddd.extractors.python_code._places import Places
from ddd.extractors.python_code._words import short, template
from ddd.model import FailureMode
from ddd.scan.extractor import NO_SUFFIX, Extracted, extractor
from ddd.scan.source import Source

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
    yield from reader.read(_WANTED)
    if reader.helpers:
        yield from reader.read(tuple(f"{name}(" for name in sorted(reader.helpers)), of_helpers=True)


class _Reader:
    """Reads one file, and remembers what it read."""

    def __init__(self, source: Source) -> None:
        self.helpers: set[str] = set()
        """Functions of the file that fail with the message they are given: their callers say what fails."""
        self._source = source
        self._places = Places(source)
        self._module = module_name(source.path)
        self._seen: set[tuple[str, str, str]] = set()

    def read(self, wanted: tuple[str, ...], *, of_helpers: bool = False) -> Iterator[FailureMode]:
        """Yield the ways of failing; with `of_helpers` those of calls of the helpers that the first reading found."""
        helpers = frozenset(self.helpers) if of_helpers else frozenset[str]()
        for part in parts(self._source, wanted):
            conditions: dict[tuple[int, bool], str] = {}
            for node, place in walk(part):
                found = (
                    by_helper(node, place, helpers, self._source) if of_helpers else failing(node, place, self._source)
                )
                if found is not None:
                    yield from self._fact(node, place, found, part.above, conditions)

    def _fact(
        self, node: Node, place: Place, found: Failing, above: int, conditions: dict[tuple[int, bool], str]
    ) -> Iterator[FailureMode]:
        evidence = self._places.of(node, above)
        message = _message(found, evidence.excerpt)
        guard = in_words(place, conditions, "")
        if found.guard is not None:
            guard = short(f"{guard} and {found.guard}" if guard else found.guard)
        if _is_given(found, place):
            self.helpers.add(place.function.rpartition(".")[2])
            if not found.is_certain:
                return
        guard = guard or (f"whenever `{place.function}` is called" if place.function else "whenever the file is run")
        key = (place.function, message, guard)
        if not found.is_certain and (_is_noise(found, message, guard, place) or key in self._seen):
            return
        self._seen.add(key)
        said = (self._places.of(one, above) for one in found.said if one.lineno != node.lineno)
        yield FailureMode(
            system=SYSTEM,
            name=place.function,
            message=message,
            guard=guard,
            function=place.function,
            module=self._module,
            outcome=found.outcome,
            evidence=(evidence, *said),
        )


def _is_given(found: Failing, place: Place) -> bool:
    """Tell whether the function always fails, with a message that its caller gives."""
    if not place.is_sure or found.guard is not None:
        return False
    names = {one.id for part in found.message for one in ast.walk(part) if isinstance(one, ast.Name)}
    return bool(names & place.parameters - {"self", "cls"})


def _message(found: Failing, line: str) -> str:
    """Return the message as a template; where it nests too deeply to be written, the line it stands on."""
    try:
        return short(" ".join(filter(None, (template(one).strip() for one in found.message))))
    except RecursionError:
        return line


def _is_noise(found: Failing, message: str, guard: str, place: Place) -> bool:
    """Tell whether an exit says nothing of failing: help is shown, a person stops it, nothing says why it ends."""
    function = place.function.rpartition(".")[2]
    if _USAGE.match(message) or _HELPERS.fullmatch(function) or found.shows_help or _NO_FAULT.search(guard):
        return True
    says = bool(_WORD.search(_HOLES.sub("", message)))
    if not says and _CODE.search(found.outcome) and not _FAULT.search(found.outcome):
        return True
    return not says and not place.guards and found.guard is None
