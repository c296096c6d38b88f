"""Builds the site of a book: reads its Markdown chapters, decides where everything stands, makes the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from markdown_it.token import Token

from ddd.model import Artifact, Task
from ddd.renderers import pages as markdown_pages
from ddd.renderers.renderer import Book, Chapter
from ddd.renderers.site import addresses, calendar_pages, chapters, days, frame, hypertext, overview, reading, search
from ddd.renderers.site.addresses import Addresses
from ddd.renderers.site.chapters import Part
from ddd.renderers.site.frame import Frame, Link
from ddd.scan.text import visible

_MARKDOWN = ".md"


class Site:
    """The site of one book. What is needed for several pages is made once."""

    def __init__(self, book: Book, made: Sequence[Chapter]) -> None:
        self.book = book
        self.chapters = made
        everything = {one.path: one for chapter in made for one in chapter.artifacts}
        self.markdown = [one for path, one in everything.items() if path.endswith(_MARKDOWN)]
        self.chapter_pages = {one.path: addresses.of_chapter(one.path) for one in self.markdown}
        # A page that a chapter brings in both forms is shown in the dress of the site only.
        ours = set(self.chapter_pages.values())
        self.files = {
            path: one for path, one in everything.items() if not path.endswith(_MARKDOWN) and path not in ours
        }
        self.tasks = addresses.task_anchors(book.plan.tasks)

    def artifacts(self) -> Iterator[Artifact]:
        """Yield every file of the site."""
        yield from self.files.values()
        yield from frame.assets()
        yield Artifact(path="assets/calendar.js", text=days.script(self.year, self.page_of))
        others = [(link.title, link.path) for link in overview.own_links(self)]
        yield search.script(self.book.plan, self.read.parts, self.page_of, others)
        yield overview.start(self)
        yield from (self._chapter(part) for part in self.read.parts)
        yield from (self._task(name, task) for name, task in self.tasks.items() if name in self.read.sections)
        yield overview.task_list(self)
        yield overview.file_list(self)
        yield from calendar_pages.pages(self.frame, self.year, self.page_of, self.book.plan.inventory)

    @cached_property
    def read(self) -> chapters.Chapters:
        """The Markdown pages."""
        return chapters.read(self.markdown, self.tasks, self.chapter_pages)

    @cached_property
    def year(self) -> days.Year:
        """The calendar."""
        return days.year(self.book)

    @cached_property
    def page_of(self) -> dict[str, str]:
        """Task id -> its page."""
        return {task.id: addresses.of_task(task) for name, task in self.tasks.items() if name in self.read.sections}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Markdown path -> what its page is called."""
        return {part.source: visible(part.title) for part in self.read.parts}

    @cached_property
    def called(self) -> dict[str, str]:
        """Page -> what it is called."""
        return {part.path: visible(part.title) for part in self.read.parts}

    @cached_property
    def addresses(self) -> Addresses:
        """Where everything stands."""
        own = {name: self.page_of[task.id] for name, task in self.tasks.items() if task.id in self.page_of}
        found = Addresses(self.chapter_pages, frozenset(self.files), own)
        for part in self.read.parts:
            for name in part.ids:
                found.anchors.setdefault((part.source, name), part.path)
        return found

    @cached_property
    def frame(self) -> Frame:
        """The frame of every page."""
        return Frame(overview.groups(self))

    def _shown(self, tokens: Sequence[Token], source: str, path: str, names: str = "") -> str:
        named = [self._with_names(token, source) for token in tokens]
        return hypertext.render(named, lambda href: self._follow(source, path, href), names)

    def _with_names(self, token: Token, source: str) -> Token:
        """Return words in which a link is called by what its page is called, not by the file of the Markdown page."""
        children = list(token.children or ())
        for at, (link, inner) in enumerate(pairwise(children)):
            if link.type == "link_open" and inner.type == "text" and inner.content.endswith(_MARKDOWN):
                found = self.addresses.find(source, str(link.attrs.get("href", "")))
                if found and found[0] in self.called:
                    children[at + 1] = inner.copy(content=self.called[found[0]])
        return token.copy(children=children) if children != (token.children or []) else token

    def _follow(self, source: str, path: str, href: str) -> str | None:
        if addresses.outside(href):
            return href
        found = self.addresses.find(source, href)
        return addresses.relative(path, *found) if found else None

    def _chapter(self, part: Part) -> Artifact:
        tokens = self._with_stubs(reading.at_levels(part.tokens, 1 if part.number == 1 else 2))
        above = part.source.rpartition("/")[0]
        crumbs = [self._link_of(f"{above}.md")] if f"{above}.md" in self.chapter_pages else []
        siblings = [one for one in self.read.parts if one.source == part.source] if part.of > 1 else []
        return self.frame.page(
            "chapter.html.j2",
            part.path,
            visible(part.title) + (f", part {part.number} of {part.of}" if part.of > 1 else ""),
            crumbs,
            own_id=next((name for level, name, _ in reading.headings(tokens) if level == 1), ""),
            body=self._shown(_without_title(tokens), part.source, part.path),
            contents=_contents(tokens),
            parts=siblings,
            boxes=any(token.meta.get("box") for token in tokens),
        )

    def _link_of(self, source: str) -> Link:
        return Link(self.titles[source], self.chapter_pages[source])

    def _with_stubs(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens with a heading and a link where the section of a task stood."""
        found: list[Token] = []
        for token in tokens:
            if token.type != chapters.STUB:
                found.append(token)
                continue
            task = self.tasks[token.meta["anchor"]]
            link = Token("link_open", "a", 1, attrs={"href": f"#{token.meta['anchor']}"})
            title = Token("text", "", 0, content=task.title)
            level = str(token.meta["level"])
            children = [link, title, Token("link_close", "a", -1)]
            found += [
                Token("heading_open", level, 1),
                Token("inline", "", 0, children=children),
                Token("heading_close", level, -1),
                *self._when(token.meta["anchor"]),
            ]
        return found

    def _when(self, name: str) -> Iterator[Token]:
        """Yield the first fact of a task's section as a paragraph: when it is due."""
        section = self.read.sections[name][1]
        cell = next((at for at, token in enumerate(section) if token.type == "td_open"), None)
        if cell is not None and cell + 4 < len(section) and section[cell + 3].type == "td_open":
            yield Token("paragraph_open", "p", 1)
            yield section[cell + 4]
            yield Token("paragraph_close", "p", -1)

    def _task(self, name: str, task: Task) -> Artifact:
        source, section = self.read.sections[name]
        path = self.page_of[task.id]
        tokens = reading.with_boxes(reading.at_levels(section, 1), everywhere=True)
        note = reading.at_levels(reading.note(self.book.options.notes.get(task.id, "")), 3)
        linked = {str(child.attrs.get("href")) for token in tokens for child in token.children or () if child.attrs}
        scripts = [markdown_pages.script_of(task, purpose, self.book.plan) for purpose in ("run", "validate")]
        return self.frame.page(
            "task.html.j2",
            path,
            visible(task.title),
            [self._link_of(source)],
            task=task,
            score=self.book.scores.get(task.id),
            body=self._shown(_without_title(tokens), source, path),
            contents=_contents(tokens),
            note=self._shown(note, source, path, "note-"),
            scripts=[one for one in scripts if one in self.files and one not in linked],
        )


def _contents(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Return id and words of the headings that divide a page."""
    return [(name, words) for level, name, words in reading.headings(tokens) if level == 2 and name]


def _without_title(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without their first heading where that is the page's own: the frame shows it."""
    at = next((at for at, token in enumerate(tokens) if token.type == "heading_open"), None)
    return [*tokens[:at], *tokens[at + 3 :]] if at is not None and tokens[at].tag == "h1" else list(tokens)
