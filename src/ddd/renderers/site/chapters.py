"""Makes pages of the chapters: the section of a task becomes its own page, a page that is too long several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from ddd.model import Artifact, Task
from ddd.renderers.site import hypertext, reading

LARGEST = 300_000
"""Bytes of HTML from which on a chapter is divided; the frame of the page comes on top of it."""
STUB = "task_stub"
_MARKS = "ddd:keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a chapter."""

    source: str
    """The Markdown page that it was made from."""
    path: str
    title: str
    tokens: tuple[Token, ...]
    number: int = 1
    of: int = 1

    @property
    def ids(self) -> Iterator[str]:
        """Every name that a link could lead to."""
        for token in self.tokens:
            if token.type == reading.ANCHOR:
                yield token.meta["id"]
            elif token.type == "heading_open":
                yield str(token.attrs["id"])


@dataclass(slots=True)
class Chapters:
    """What the Markdown pages of a book became."""

    parts: list[Part] = field(default_factory=list)
    sections: dict[str, tuple[str, list[Token]]] = field(default_factory=dict)
    """The anchor of a task -> the Markdown page its section stood on, and the section."""


def read(pages: Sequence[Artifact], tasks: Mapping[str, Task], page_of: Mapping[str, str]) -> Chapters:
    """Read Markdown pages. `tasks`: by anchor; `page_of`: Markdown path -> path in the site."""
    found = Chapters()
    for page in pages:
        tokens = reading.with_boxes(reading.page(page.text))
        title = page.title or next((words for _, _, words in reading.headings(tokens)), page.path)
        kept = list(_without_sections(tokens, page.path, tasks, found.sections))
        if any(token.type == STUB for token in kept):
            kept = list(_without_contents(kept))
        found.parts.extend(_divided(kept, page.path, page_of[page.path], title))
    return found


def _without_sections(
    tokens: Sequence[Token], path: str, tasks: Mapping[str, Task], sections: dict[str, tuple[str, list[Token]]]
) -> Iterator[Token]:
    """Yield a page without the sections of tasks, each of which leaves its name behind; gather the sections."""
    at = 0
    while at < len(tokens):
        name = str(tokens[at].meta.get("id", "")) if tokens[at].type == reading.ANCHOR else ""
        if name in tasks and name not in sections and at + 1 < len(tokens) and tokens[at + 1].type == "heading_open":
            end = _end_of_section(tokens, at, tasks)
            sections[name] = path, list(tokens[at + 1 : end])
            yield tokens[at]
            yield Token(STUB, "", 0, meta={"anchor": name, "level": tokens[at + 1].tag})
            at = end
        else:
            yield tokens[at]
            at += 1


def _without_contents(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield a page without its list of tasks, which follow right after it, and without what is said of its marks."""
    dropped = False
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            dropped = reading.words(tokens[at + 1]) == "Contents"
        if token.type in (STUB, reading.ANCHOR):
            dropped = False
        if not dropped:
            yield _without_marks(token)


def _without_marks(token: Token) -> Token:
    """Return a paragraph without its sentence about the marks of the keep regions: the site has none."""
    children = list(token.children or ())
    mark = next((at for at, one in enumerate(children) if one.type == "code_inline" and one.content == _MARKS), 0)
    if not 0 < mark < len(children) - 1:
        return token
    before, after = children[mark - 1].copy(), children[mark + 1].copy()
    before.content = before.content.rpartition(". ")[0] + "."
    after.content = after.content.partition(".")[2]
    return token.copy(children=[*children[: mark - 1], before, after, *children[mark + 2 :]])


def _end_of_section(tokens: Sequence[Token], start: int, tasks: Mapping[str, Task]) -> int:
    level = tokens[start + 1].tag
    for at in range(start + 2, len(tokens)):
        token = tokens[at]
        if token.type == "heading_open" and token.tag <= level:
            return at
        if token.type == reading.ANCHOR and token.level == 0 and token.meta["id"] in tasks:
            return at
    return len(tokens)


def _divided(tokens: list[Token], source: str, path: str, title: str) -> Iterator[Part]:
    pieces = list(_packed(list(_blocks(tokens))))
    stem = path.removesuffix(".html")
    for number, piece in enumerate(pieces, start=1):
        place = path if number == 1 else f"{stem}-part-{number}.html"
        yield Part(source=source, path=place, title=title, tokens=tuple(piece), number=number, of=len(pieces))


def _packed(blocks: Sequence[list[Token]]) -> Iterator[list[Token]]:
    """Yield as many blocks together as fit on a page; what leads to a block (heading, anchor) stays with it."""
    page: list[Token] = []
    waiting: list[Token] = []
    size = 0
    for block in blocks:
        if block[0].type in ("heading_open", reading.ANCHOR):
            waiting += block
            continue
        weight = len(hypertext.render(block, lambda href: href)) + 300 * (block[0].type == STUB)
        if page and size + weight > LARGEST:
            yield page
            page, size = [], 0
        page += [*waiting, *block]
        waiting, size = [], size + weight
    yield page + waiting


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the outermost blocks; a long table or list in pieces."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield from _pieces(block)
            block = []
    if block:
        yield block


_ROWS = {"table_open": ("tr_open", "tr_close"), "bullet_list_open": ("list_item_open", "list_item_close")}
_MOST_ROWS = 250


def _pieces(block: list[Token]) -> Iterator[list[Token]]:
    """Yield a table or a list of very many entries as several, each with its heading."""
    if block[0].type not in _ROWS:
        yield block
        return
    head, rows, tail = _taken_apart(block)
    if len(rows) <= _MOST_ROWS:
        yield block
        return
    for first in range(0, len(rows), _MOST_ROWS):
        yield [*head, *(token for row in rows[first : first + _MOST_ROWS] for token in row), *tail]


def _taken_apart(block: list[Token]) -> tuple[list[Token], list[list[Token]], list[Token]]:
    opened, closed = _ROWS[block[0].type]
    level = block[0].level + (2 if block[0].type == "table_open" else 1)
    begins = [at for at, one in enumerate(block) if one.type == opened and one.level == level]
    ends = [at for at, one in enumerate(block) if one.type == closed and one.level == level]
    body = next((at + 1 for at, one in enumerate(block) if one.type == "tbody_open"), 1)
    own = [(begin, end) for begin, end in zip(begins, ends, strict=True) if begin >= body]
    if not own:
        return block, [], []
    rows = [block[begin : end + 1] for begin, end in own]
    return block[: own[0][0]], rows, block[own[-1][1] + 1 :]
