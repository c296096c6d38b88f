"""Finds the versions of languages and systems that a repository runs on and whose end is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.expiries._end_of_life import CODENAMES, Release, Used, expiries, release
from ddd.model import Expiry
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_LONGEST_LINE = 1_000
_FILES = {
    ".python-version": "python",
    ".nvmrc": "nodejs",
    ".node-version": "nodejs",
    ".ruby-version": "ruby",
    ".php-version": "php",
    ".go-version": "go",
}
_PLUGINS = {"python": "python", "nodejs": "nodejs", "node": "nodejs", "ruby": "ruby", "golang": "go", "php": "php"}
"""How asdf and mise call them."""
_SETUPS = {
    "python-version": "python",
    "node-version": "nodejs",
    "ruby-version": "ruby",
    "go-version": "go",
    "php-version": "php",
    "dotnet-version": "dotnet",
    "java-version": "java",
}
_VERSION = r"v?(?P<version>\d{1,3}(?:\.\d{1,3}){0,2})(?:\.x)?"
_ONLY_VERSION = re.compile(rf"\s{{0,20}}(?:(?:ruby|node|python|php|go)-?)?{_VERSION}(?:-p?\d{{1,4}})?\s{{0,20}}")
_PLUGIN = re.compile(rf"(?P<plugin>[a-z]{{2,20}})\s{{1,20}}{_VERSION}\b")
_HEROKU = re.compile(rf"python-{_VERSION}\s{{0,20}}")
_SETUP = re.compile(
    rf"\s{{0,200}}(?:-\s{{1,10}})?(?P<key>{'|'.join(_SETUPS)}):\s{{1,10}}"
    rf"(?P<quote>[\"']?){_VERSION}(?P=quote)\s{{0,20}}(?:#.*)?"
)
_RUNNER = re.compile(
    r"\s{0,200}(?:-\s{1,10})?(?:runs-on|os):\s{1,10}\[?[\"']?(?P<runner>(?:ubuntu|windows|macos)-[\d.]{2,6})"
    r"[\"']?\]?\s{0,20}(?:#.*)?"
)
_RUNTIME = re.compile(
    r"\s{0,200}[\"']?[Rr]untime[\"']?\s{0,20}[:=]\s{0,20}(?P<quote>[\"']?)(?P<runtime>[a-z][a-z0-9.]{2,30})(?P=quote),?\s{0,20}(?:#.*)?"
)
_BOX = re.compile(r"\s{0,40}\w{1,40}\.vm\.box\s{0,10}=\s{0,10}[\"'](?P<box>[\w./-]{2,100})[\"']")
_DISTRIBUTION = re.compile(
    r"(?:^|[/-])(?P<name>ubuntu|debian|centos|fedora|almalinux|rockylinux)[-_/]?(?P<version>\d{1,4}(?:\.\d\d)?)"
)
_RELEASES_OF_UBUNTU = 4
_GEMS_OF_RUBY = re.compile(
    rf"ruby\s{{1,4}}[\"']{_VERSION}[\"']"
    r"|gem\s{1,4}[\"'](?P<rails>rails)[\"'],\s{0,4}[\"'](?:~>\s{0,2}|=\s{0,2})?(?P<of>\d\.\d)"
)
_PIN = re.compile(r"(?i)django\s{0,4}(?:==|~=)\s{0,4}(?P<version>\d{1,2}\.\d{1,2})(?![\d])")


@extractor("runtime-version-files", paths=(*_FILES, ".tool-versions", "runtime.txt", "Gemfile", "requirements*.txt"))
def runtime_version_files(source: Source) -> Iterator[Expiry]:
    """Find when the versions that a repository pins for its own runtime lose their support.

    Read are `.python-version`, `.nvmrc`, `.node-version`, `.ruby-version`, `.php-version`, `.go-version`,
    `.tool-versions`, Heroku's `runtime.txt` (`python-3.8.12`), `ruby "2.7.4"` and `gem "rails", "~> 5.2"` in a
    `Gemfile`, and Django (`Django==3.2.18`) in `requirements.txt`. Ranges and aliases (`lts/*`) say nothing. The dates
    come with ddd (its `specs/end_of_life.yaml`, after endoflife.date).
    Format: https://github.com/pyenv/pyenv#understanding-python-version-selection
    """
    yield from expiries(_pinned(source))


@extractor(
    "pipeline-runtimes",
    paths=(".github/workflows/*.yml", ".github/workflows/*.yaml", "action.yml", "action.yaml"),
    literals=("-version:", "runs-on:", "os:"),
)
def pipeline_runtimes(source: Source) -> Iterator[Expiry]:
    """Find when the runners and languages of GitHub's workflows lose their support.

        runs-on: ubuntu-20.04
        steps:
          - uses: actions/setup-python@v5
            with: {python-version: "3.8"}

    Lists of versions in a matrix are no facts: they tell what a library is tested with. A runner ends on the day on
    which GitHub takes its image away. The dates come with ddd (its `specs/end_of_life.yaml`, after endoflife.date).
    Format: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
    """
    yield from expiries(_of_pipeline(source))


@extractor(
    "function-runtimes",
    paths=("*.yaml", "*.yml", "*.json", "*.template", "*.tf", "*.tofu", "*.tfvars"),
    literals=("untime: ", "untime =", "untime=", "untime  ", 'untime"'),
)
def function_runtimes(source: Source) -> Iterator[Expiry]:
    """Find when AWS takes away the runtime of Lambda functions: SAM, CloudFormation, Serverless, Terraform.

        provider:
          name: aws
          runtime: nodejs14.x

    Not seen: runtimes behind variables. The dates come with ddd (its `specs/end_of_life.yaml`, after endoflife.date).
    Format: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    """
    yield from expiries(_of_functions(source))


@extractor("vagrant-boxes", paths=("Vagrantfile", "Vagrantfile.*"), literals=(".vm.box",))
def vagrant_boxes(source: Source) -> Iterator[Expiry]:
    """Find when the distributions of Vagrant boxes lose their support.

    `config.vm.box = "ubuntu/bionic64"` is Ubuntu 18.04; so are `bento/ubuntu-18.04` and `generic/ubuntu1804`. The dates
    come with ddd (its `specs/end_of_life.yaml`, after endoflife.date).
    Format: https://developer.hashicorp.com/vagrant/docs/vagrantfile/machine_settings
    """
    yield from expiries(_of_boxes(source))


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(source.lines, start=1) if len(line) <= _LONGEST_LINE)


def _pinned(source: Source) -> Iterator[Used]:
    name = source.installed_path.rpartition("/")[2]
    for number, line in _lines(source):
        found = _in_line_of(name, line)
        if found:
            column = len(line) - len(line.lstrip()) + 1
            yield Used(found, f"in {name}", (source.at(number, column),))


def _in_line_of(name: str, line: str) -> Release | None:
    if name in _FILES:
        match = _ONLY_VERSION.fullmatch(line)
        return release(_FILES[name], match["version"]) if match else None
    if name == "Gemfile":
        match = _GEMS_OF_RUBY.match(line)
        return release("rails" if match["rails"] else "ruby", match["of"] or match["version"]) if match else None
    if name == ".tool-versions":
        match = _PLUGIN.match(line)
        return release(_PLUGINS.get(match["plugin"], ""), match["version"]) if match else None
    if name == "runtime.txt":
        match = _HEROKU.fullmatch(line)
        return release("python", match["version"]) if match else None
    match = _PIN.match(line)
    return release("django", match["version"]) if match else None


def _of_pipeline(source: Source) -> Iterator[Used]:
    for number, line in _lines(source):
        if match := _SETUP.fullmatch(line):
            found, words = release(_SETUPS[match["key"]], match["version"]), match["key"]
            column = match.start("version")
        elif match := _RUNNER.fullmatch(line):
            found, words = release("github-runner", match["runner"]), "the runner's image"
            column = match.start("runner")
        else:
            continue
        if found:
            yield Used(found, words, (source.at(number, column + 1),))


def _of_functions(source: Source) -> Iterator[Used]:
    for number, line in _lines(source):
        match = _RUNTIME.fullmatch(line)
        found = release("aws-lambda", match["runtime"]) if match else None
        if match and found:
            yield Used(found, "runtime of functions", (source.at(number, match.start("runtime") + 1),))


def _of_boxes(source: Source) -> Iterator[Used]:
    for number, line in _lines(source):
        match = _BOX.match(line)
        found = _of_box(match["box"].lower()) if match else None
        if match and found:
            yield Used(found, f"box {match['box']}", (source.at(number, match.start("box") + 1),))


def _of_box(box: str) -> Release | None:
    for codename, (product, cycle) in CODENAMES.items():
        if re.search(rf"[/-]{codename}(?:64|32)?\b", box):
            return release(product, cycle)
    match = _DISTRIBUTION.search(box)
    if match is None:
        return None
    version = match["version"]
    if match["name"] == "ubuntu" and len(version) == _RELEASES_OF_UBUNTU:
        version = f"{version[:2]}.{version[2:]}"  # generic/ubuntu1804
    return release(match["name"], version)
