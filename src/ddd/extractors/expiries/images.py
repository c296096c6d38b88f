"""Finds container images whose software or distribution has a known end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.docker._instructions import LONGEST_LINE, PATHS
from ddd.extractors.expiries._end_of_life import CODENAMES, Release, Used, expiries, named, release
from ddd.model import Evidence, Expiry
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_PRODUCTS = {
    **{one: one for one in ("almalinux", "alpine", "amazonlinux", "centos", "debian", "fedora", "mariadb", "mysql")},
    **{one: one for one in ("nginx", "php", "python", "rabbitmq", "redis", "rockylinux", "ruby", "traefik", "ubuntu")},
    "node": "nodejs",
    "golang": "go",
    "mongo": "mongodb",
    "mongodb": "mongodb",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "postgis": "postgresql",
    "openjdk": "java",
    "eclipse-temurin": "java",
    "elasticsearch": "elasticsearch",
    "kibana": "elasticsearch",
    "logstash": "elasticsearch",
}
"""Last part of an image's name -> product of the data."""
_OF_DOTNET = frozenset({"sdk", "aspnet", "runtime", "runtime-deps"})
_PUBLISHERS = frozenset(
    {
        *("", "library", "bitnami", "bitnamilegacy", "cimg", "circleci", "amd64", "arm64v8", "arm32v7", "i386"),
        *("centos", "rockylinux", "almalinux", "fedora", "elasticsearch", "kibana", "logstash", "postgis", "node"),
    }
)
"""Who publishes images that are named after what is in them, and numbered as it is."""
_BASED = re.compile(rf"(?:^|-)(?:(?P<codename>{'|'.join(CODENAMES)})|alpine(?P<alpine>3\.\d{{1,2}}))(?:-|$)")
_ALIAS = re.compile(r"(?P<codename>[a-z]+)(?:-slim|-\d{6,8}(?:-slim)?)?")
_STREAM = re.compile(r"stream\d")

_IMAGE = r"[A-Za-z0-9][\w./-]{0,200}(?::\d{1,5}/[\w./-]{1,200})?"
_FROM = re.compile(r"\s{0,20}FROM\s{1,20}(?:--platform=\S{1,100}\s{1,20})?(?P<image>[^\s#]{1,300})", re.IGNORECASE)
_ARGUMENT = re.compile(r"\s{0,20}ARG\s{1,20}(?P<name>\w{1,100})=[\"']?(?P<value>[^\s\"'#]{1,200})", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{(?P<braced>\w{1,100})(?::?-(?P<default>[^{}]{0,200}))?\}|\$(?P<plain>\w{1,100})")
_NAMED = re.compile(rf"(?P<image>{_IMAGE}):(?P<tag>[\w.-]{{1,128}})(?:@sha256:[0-9a-f]{{1,64}})?")
_KEY = re.compile(
    r"\s{0,200}(?:-\s{1,10})?[\"']?(?:image|container|docker_image|containerImage)[\"']?:\s{1,10}"
    r"[\"']?(?P<image>[^\s\"',#]{1,300})"
)
_REPOSITORY = re.compile(
    r"(?P<indent>\s{0,200})[\"']?(?:repository|image|name)[\"']?:\s{1,10}[\"']?(?P<image>[\w./-]{1,200})"
)
_TAG = re.compile(r"(?P<indent>\s{0,200})[\"']?tag[\"']?:\s{1,10}[\"']?(?P<tag>[\w.-]{1,128})")
_REACH = 4
"""Lines from an image's repository to its tag, at the most."""


@extractor("dockerfile-images", paths=PATHS, literals=("FROM", "from"))
def dockerfile_images(source: Source) -> Iterator[Expiry]:
    """Find when the images that a Dockerfile starts from lose their support.

        ARG PYTHON=3.8
        FROM python:${PYTHON}-slim-buster

    is Python 3.8 and Debian 10, and both have a last day on which they get security updates; the distribution is told
    where it ends before the software on top of it. Defaults of `ARG` are followed. One fact for each release, however
    many stages use it. Tags that move on (`python:3`, `latest`) say nothing. Not seen: images of other publishers,
    whose numbers mean other things. The dates come with ddd (its `specs/end_of_life.yaml`, after endoflife.date).
    Format: https://docs.docker.com/reference/dockerfile/#from
    """
    yield from expiries(_of_dockerfile(source))


@extractor("images", paths=("*.yaml", "*.yml", "*.json"), literals=("image", "container:", "repository"))
def images(source: Source) -> Iterator[Expiry]:
    """Find when the images that Compose files, manifests, charts and pipelines name lose their support.

        services:
          db:
            image: postgres:11-alpine

    Read is every `image:` of YAML and JSON files, templates among them, and the pair `repository:` and `tag:` of a
    chart's values. One fact for each release in a file. Tags that move on (`postgres:latest`) say nothing, nor do
    images of other publishers. The dates come with ddd (its `specs/end_of_life.yaml`, after endoflife.date).
    Format: https://docs.docker.com/reference/compose-file/services/#image
    """
    yield from expiries(_of_keys(source))


def releases(image: str, tag: str) -> Iterator[Release]:
    """Yield the releases that an image stands for: its software, and the distribution its tag names."""
    publisher, _, name = _without_registry(image).rpartition("/")
    if publisher not in _PUBLISHERS and not (publisher.startswith("dotnet") and name in _OF_DOTNET):
        return
    product = "dotnet" if publisher.startswith("dotnet") else _PRODUCTS.get(name, "")
    is_stream = product == "centos" and _STREAM.match(tag)
    found = release(product, is_stream[0] if is_stream else tag) if product else None
    alias = _ALIAS.fullmatch(tag)
    if found is None and alias and name in ("debian", "ubuntu", "buildpack-deps"):
        found = named(alias["codename"])
    if found:
        yield found
    based = _BASED.search(tag)
    below = (named(based["codename"]) if based["codename"] else release("alpine", based["alpine"])) if based else None
    # What lies below the software matters where it is the first of the two to end.
    if below and product and product not in ("debian", "ubuntu") and (found is None or below.ends < found.ends):
        yield below


def _without_registry(image: str) -> str:
    """Return publisher and name: `docker.io/library/python` is `library/python`."""
    host, _, rest = image.partition("/")
    if rest and ("." in host or ":" in host or host == "localhost"):
        image = rest
    return image.removeprefix("docker/")


def _of_dockerfile(source: Source) -> Iterator[Used]:
    arguments: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(source.lines, start=1):
        line = line[:LONGEST_LINE]
        if given := _ARGUMENT.match(line):
            arguments.setdefault(given["name"], (given["value"], number))
        elif start := _FROM.match(line):
            asked = [arguments[one] for one in _names(start["image"]) if one in arguments]
            text = _filled(start["image"], arguments)
            lines = dict.fromkeys((*(at for _, at in asked), number))
            places = tuple(source.at(one, start.start("image") + 1 if one == number else 1) for one in lines)
            yield from _used(text, places)


def _names(text: str) -> list[str]:
    return [match["braced"] or match["plain"] for match in _VARIABLE.finditer(text)]


def _filled(text: str, arguments: dict[str, tuple[str, int]]) -> str:
    """Return an image with the defaults of its arguments; what has none stays, and so is no image's name."""

    def value(match: re.Match[str]) -> str:
        name = match["braced"] or match["plain"]
        return arguments[name][0] if name in arguments else match["default"] or match[0]

    return _VARIABLE.sub(value, text)


def _used(text: str, places: tuple[Evidence, ...]) -> Iterator[Used]:
    if match := _NAMED.fullmatch(text):
        for one in releases(match["image"], match["tag"]):
            yield Used(one, f"image {match['image']}:{match['tag']}", places)


def _of_keys(source: Source) -> Iterator[Used]:
    has_tags = "tag" in source.text
    for number, line in enumerate(source.lines, start=1):
        is_image = "image" in line or "container" in line
        if not (is_image or has_tags) or len(line) > LONGEST_LINE:
            continue  # neither of the two keys can stand here
        if is_image and (match := _KEY.match(line)):
            yield from _used(_filled(match["image"], {}), (source.at(number, match.start("image") + 1),))
        if has_tags and (repository := _REPOSITORY.match(line)):
            yield from _of_pair(source, number, repository)


def _of_pair(source: Source, number: int, repository: re.Match[str]) -> Iterator[Used]:
    """Look for the tag beside a repository: on a line nearby that is indented alike, none less indented between."""
    indent = len(repository["indent"])
    for step in (1, -1):
        for line in range(number + step, number + step * (_REACH + 1), step):
            if not 0 < line <= len(source.lines):
                break
            text = source.lines[line - 1][:LONGEST_LINE]
            if text.strip() and len(text) - len(text.lstrip()) < indent:
                break
            tag = _TAG.match(text)
            if tag and len(tag["indent"]) == indent:
                places = (source.at(line, tag.start("tag") + 1), source.at(number, repository.start("image") + 1))
                yield from _used(f"{repository['image']}:{tag['tag']}", places)
                return
