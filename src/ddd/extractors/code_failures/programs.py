"""Ways of failing that Go, Java, JavaScript, TypeScript, Ruby and PHP programs name: where they end themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.code_failures._programs import Language, failures
from ddd.model import replace
from ddd.scan.extractor import NO_SUFFIX, Extracted, extractor
from ddd.scan.source import Source

_GO_DIES = tuple(
    f"{log}.{verb}{form}"
    for log in ("log", "klog", "glog", "logrus", "logger")
    for verb in ("Fatal", "Exit", "Panic")
    for form in ("", "f", "ln")
)
_GO_LOGGER = re.compile(
    r"(?:\w{1,40}(?:\(\))?\.){0,4}"
    r"(?:\w{0,30}(?:[lL]og|[lL]ogger|LOG)|l|lg|lgr|sugar|\w{1,30}Sugar|zap|zlog|logrus)(?:\(\))?"
    r"(?:\.With\w{0,20}\([^()\n]{0,120}\)){0,3}"
    r"\.Fatal(?:f|ln|w)?"
)
"""`s.log.Fatalf`, `cfg.Logger.Fatal`, `log.WithError(err).Fatal`; not the `t.Fatal` of tests."""
_GO = Language(
    "go",
    "go",
    exits=("os.Exit",),
    dies=_GO_DIES,
    prints=re.compile(
        r"(?P<name>fmt\.F?[Pp]rint(?:f|ln)?|(?:k|g|\w{1,20})?[lL]og(?:rus|ger)?\.\w{1,30}|slog\.\w{1,30}|print(?:ln)?)\("
    ),
    dies_like=_GO_LOGGER,
)
_GO_PROGRAM = replace(_GO, dies=(*_GO_DIES, "panic"))
_JAVA = Language(
    "java",
    "java",
    exits=("System.exit",),
    prints=re.compile(r"(?i)(?P<name>System\.(?:err|out)\.print(?:ln|f)?|_?log(?:ger)?\.\w{1,30})\("),
)
_JAVASCRIPT_PRINTS = re.compile(
    r"(?i)(?P<name>(?:console|logger|log|core|winston|signale|process\.std(?:err|out))\.\w{1,30})\("
)
_JAVASCRIPT = Language(
    "javascript", "javascript", ("process.exit", "Deno.exit"), ("core.setFailed",), _JAVASCRIPT_PRINTS
)
_TYPESCRIPT = Language("javascript", "typescript", _JAVASCRIPT.exits, _JAVASCRIPT.dies, _JAVASCRIPT_PRINTS)
_TSX = Language("javascript", "tsx", _JAVASCRIPT.exits, _JAVASCRIPT.dies, _JAVASCRIPT_PRINTS)
_RUBY = Language(
    "ruby",
    "ruby",
    exits=("exit", "exit!", "Kernel.exit"),
    dies=("abort", "Kernel.abort", "Chef::Log.fatal"),
    prints=re.compile(
        r"(?P<name>\$?(?:stderr|stdout|STDERR|STDOUT)\.\w{1,20}|puts|warn|print|\w{0,20}logger\.\w{1,20}|say)\b"
    ),
    dies_like=re.compile(r"raise[ (]{1,2}Chef::Exceptions::\w{1,60}"),
)
_PHP = Language(
    "php",
    "php",
    exits=("exit", "die"),
    dies=("die", "exit"),
    prints=re.compile(r"(?P<name>fwrite|fputs|error_log|print(?:f)?|echo|\$\w{1,30}->(?:error|writeln|critical))\b"),
)

_PACKAGE = re.compile(r"(?m)^package\s{1,9}(?P<name>[\w.]{1,200})")
_RUBY_FILE = re.compile(r"#![^\n]{0,80}\bruby")
_NOT_OURS = re.compile(
    r"(?:.*/)?(?:(?:vendor|node_modules|third_party|bower_components|\.mvn|\.yarn)/.*"
    r"|[^/]*(?:_test\.go|Tests?\.java|[._-](?:test|spec)\.[jt]sx?|_spec\.rb|_test\.rb|Test\.php"
    r"|\.min\.js|\.bundle\.js))"
)
"""Tests, and what others wrote and only lies here."""
_BUNDLED = re.compile(r"(?:.*/)?(?:dist|build|lib/generated)/.*\.[cm]?js")
_GENERATED = re.compile(r"(?m)^// Code generated .{0,200}DO NOT EDIT")


@extractor(
    "go-failures",
    paths=("*.go",),
    literals=("os.Exit(", ".Fatal(", ".Fatalf(", ".Fatalln(", ".Fatalw(", "klog.Exit", "glog.Exit", ".Panic", "panic("),
)
def go_failures(source: Source) -> Iterator[Extracted]:
    """Find how Go programs fail: `os.Exit(1)`, `log.Fatal…`, `klog.Exit…`, and in `package main` also `panic`.

        if err := run(); err != nil {
            log.Fatalf("cannot back up %s: %v", path, err)   // message "cannot back up {path}: {err}"

    Also `Fatal` of what holds a logger (`s.log.Fatalf`, `lg.Fatal("…", zap.Error(err))`, `sugar.Fatalw`, zerolog's
    `log.Fatal().Err(err).Msg("…")`). The guard is the two innermost conditions, for an error with what it came of.
    What is printed just before an `os.Exit` is its message. No way of failing: wrong use of a command line that only
    shows help, `os.Exit(m.Run())`, and `panic` in libraries, which somebody may recover from. Tests, vendored and
    generated code are not read.
    Format: https://go.dev/ref/spec.
    """
    package = _PACKAGE.search(source.text)
    if package is None or _NOT_OURS.fullmatch(source.path) or _GENERATED.search(source.text[: package.start()]):
        return
    is_main = package["name"] == "main"
    folder = source.path.rpartition("/")[0]
    yield from failures(source, _GO_PROGRAM if is_main else _GO, folder if is_main and folder else package["name"])


@extractor("java-failures", paths=("*.java",), literals=("System.exit(",))
def java_failures(source: Source) -> Iterator[Extracted]:
    """Find how Java programs fail: `System.exit(1)` with what is printed or logged just before.

        } catch (IOException e) { LOG.error("cannot read {}", path, e); System.exit(2); }

    Not `System.exit(0)`, not a code that only running would tell, not exceptions, which somebody may catch. Tests are
    not read. Format: https://docs.oracle.com/javase/specs/.
    """
    package = _PACKAGE.search(source.text)
    stem = source.path.rpartition("/")[2].removesuffix(".java")
    if not _NOT_OURS.fullmatch(source.path):
        yield from failures(source, _JAVA, f"{package['name']}.{stem}" if package else stem)


@extractor(
    "javascript-failures",
    paths=("*.js", "*.mjs", "*.cjs", "*.jsx", "*.ts", "*.mts", "*.cts", "*.tsx"),
    literals=("process.exit(", "Deno.exit(", "core.setFailed("),
)
def javascript_failures(source: Source) -> Iterator[Extracted]:
    """Find how JavaScript and TypeScript programs fail: `process.exit(1)`, `Deno.exit(1)`, `core.setFailed("…")`.

        if (!token) { console.error("no token"); process.exit(1); }     // message "no token", guard "!token"

    Not `process.exit()`, not `process.exit(0)`, not a program whose last line only passes on that it was rejected.
    Tests and minified lines are not read. Format: https://nodejs.org/api/process.html#processexitcode.
    """
    if _NOT_OURS.fullmatch(source.path) or _BUNDLED.fullmatch(source.path):
        return
    path = source.path
    grammar = "tsx" if path.endswith(".tsx") else "typescript" if path.endswith("ts") else "javascript"
    yield from failures(source, replace(_JAVASCRIPT, grammar=grammar))


@extractor(
    "ruby-failures",
    paths=("*.rb", "*.rake", "Rakefile", NO_SUFFIX),
    literals=("abort", "exit 1", "exit(1", "exit!", "exit 2", "exit(2", "Chef::Log.fatal", "Chef::Exceptions::"),
)
def ruby_failures(source: Source) -> Iterator[Extracted]:
    """Find how Ruby programs fail: `abort "…"`, `exit 1`, `exit!(2)`.

        abort "no backup of #{day}" unless File.exist?(path)    # guard "not File.exist?(path)"

    In cookbooks of Chef also `raise Chef::Exceptions::…, "…"` and `Chef::Log.fatal "…"`, which ends nothing by itself.
    Not `exit`, `exit 0`, `exit false`; no other `raise`, which somebody may rescue. Of files without suffix those
    whose first line says ruby. Tests are not read. Format: https://docs.ruby-lang.org/en/master/Kernel.html#method-i-abort.
    """
    name = source.path.rpartition("/")[2]
    is_ruby = name.endswith((".rb", ".rake")) or name == "Rakefile" or _RUBY_FILE.match(source.text)
    if is_ruby and not source.is_template and not _NOT_OURS.fullmatch(source.path):
        yield from failures(source, _RUBY)


@extractor("php-failures", paths=("*.php",), literals=("exit(", "die("))
def php_failures(source: Source) -> Iterator[Extracted]:
    """Find how PHP programs fail: `exit(1)` with what is printed just before, `die("…")`, `exit("…")`.

        $db = connect() or die("no database");       // guard "not ($db = connect())"

    Not `exit`, `exit(0)`, not exceptions, nor what only tells a browser that it may not see a page. Tests and other
    people's packages are not read.
    Format: https://www.php.net/manual/en/function.exit.php.
    """
    if not _NOT_OURS.fullmatch(source.path):
        yield from failures(source, _PHP)
