"""Repository text stays text, wherever in Markdown it is put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd import markup as md
from ddd.model import Evidence
from ddd.scan.text import visible

from . import plans, reading

# fmt: off
MARKUP = st.sampled_from([
    "`", "``", "|", "*", "_", "**", "[a](b)", "![a](b)", "<b>", "</script>", "-->", "<!--", "&lt;", "#", "-",
    "1.", "10)", "~~", "\\", "\\|", "+", "http://a.b", "<http://a.b>", "{{", "===", "---", ">", "[a]:", "é", "世",
    " ", "\n", "\t",
])
# fmt: on
TEXTS = (
    st.lists(MARKUP | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=12)
    .map("".join)
    .map(visible)
)
PLACES = {
    "paragraph": "{}",
    "list item": "- {}",
    "numbered": "1. {}",
    "heading": "## {}",
    "after a word": "word {} word",
    "link": "[{}](page.md)",
    "cell": "| a | b |\n|---|---|\n| x | {} |",
}
QUIET = {"text", "softbreak", "link_open", "link_close", "text_special"}


def one_line(text: str) -> str:
    return " ".join(text.split())


def shown_in(place: str, made: str) -> tuple[str, list[str]]:
    """Return what a reader sees of a text put into a place, and the kinds of tokens it became."""
    page = PLACES[place].format(made)
    inner = [token for token in reading.tokens(page) if token.type == "inline"]
    kinds = [child.type for child in inner[-1].children or ()] if inner else []
    words = reading.seen(inner[-1]) if inner else ""
    return words.removeprefix("word ").removesuffix(" word") if place == "after a word" else words, kinds


@pytest.mark.parametrize("place", PLACES)
@given(text=TEXTS.filter(str.strip))
def test_any_text_is_seen_as_it_is_and_makes_no_markup(place, text):
    words, kinds = shown_in(place, md.text(text))
    assert words == one_line(text)
    assert set(kinds) <= QUIET
    assert kinds.count("link_open") == (1 if place == "link" else 0)


@pytest.mark.parametrize("place", ["paragraph", "list item", "after a word"])
@given(text=TEXTS.filter(str.strip))
def test_any_text_as_code_is_one_code_span_that_says_the_same(place, text):
    words, kinds = shown_in(place, md.code(text))
    assert words == one_line(text)
    assert kinds.count("code_inline") == 1
    assert set(kinds) <= {"code_inline", "text"}


@given(text=TEXTS.filter(str.strip))
def test_any_text_as_code_of_a_table_stays_in_its_cell(text):
    words, kinds = shown_in("cell", md.cell_code(text))
    assert words == one_line(text)
    assert set(kinds) <= {"code_inline", "text"}


@given(text=TEXTS, indent=st.integers(2, 5))
def test_any_command_is_one_block_and_no_line_of_it_begins_a_line_of_the_page(text, indent):
    block = md.fence(text, indent)
    before = "-" + " " * (indent - 1) + "item\n\n"
    fences = [token for token in reading.tokens(before + block + "\n\nafter\n") if token.type == "fence"]
    assert [fence.content.split() for fence in fences] == [text.split()]
    assert all(not line or line.startswith("  ") for line in block.split("\n"))


@pytest.mark.parametrize("command", ["a\n\n  b\n", "cat <<X\n    four\nX", "x = '```'\n~~~~\n"])
def test_a_command_keeps_its_lines_and_their_indentation(command):
    assert reading.code_blocks("1. item\n\n" + md.fence(command, 3)) == [command.strip("\n") + "\n"]


@given(text=TEXTS)
def test_any_text_in_an_attribute_stays_in_it(text):
    found = reading.html(f'<a id="{md.attribute(text)}"></a>')
    assert len(found) == 2
    assert found[1] == "</a>"


@given(text=TEXTS)
def test_any_text_in_a_fragment_makes_one_link(text):
    assert len(reading.links(f"[x](#{md.fragment(text)})")) == 1


@given(text=TEXTS.filter(str.strip))
def test_a_sentence_of_ours_may_hold_code_and_nothing_else(text):
    _, kinds = shown_in("paragraph", md.prose(text))
    assert set(kinds) <= {"code_inline", "text"}


@given(text=TEXTS.filter(str.strip))
def test_a_sentence_of_ours_stays_in_its_cell(text):
    words, kinds = shown_in("cell", md.cell_prose(text))
    assert set(kinds) <= {"code_inline", "text", "text_special"}
    assert words.count("|") == text.count("|")


def test_a_sentence_of_ours_shows_its_code_as_code():
    assert md.prose("add it (`test -d … || exit 1`) *here*") == "add it (`test -d … || exit 1`) \\*here\\*"
    assert md.prose("`a` or `b`") == "`a` or `b`"
    assert md.prose("an odd ` sign") == "an odd \\` sign"


def test_plain_words_are_not_cluttered():
    plain = "pg_restore --list of $BACKUP_DIR/x.dump (see 1.2): 50 % done, isn't it?"
    assert md.text(plain) == plain


def test_a_long_heading_is_cut_and_a_short_one_is_not():
    assert md.heading("x" * 120) == "x" * 120
    assert md.heading("x" * 121) == "x" * 119 + "…"


def test_places_are_told_once_and_three_of_them_at_most():
    told = [Evidence(path="a", line=line) for line in (1, 1, 2, 3)]
    assert md.places(told) == "(`a:1`, `a:2`, `a:3`)"
    assert (
        md.places([*told, Evidence(path="a", line=4), Evidence(path="a", line=5)]) == "(`a:1`, `a:2`, `a:3` and 2 more)"
    )
    assert md.places([]) == ""


def test_code_of_nothing_is_nothing():
    assert md.code("") == md.code(" \n") == ""


def test_the_hostile_text_of_the_builders_is_hostile():
    """Without escaping it does become markup: the other tests would notice."""
    kinds = {token.type for token in reading.inline(plans.HOSTILE)} | {
        one.type for one in reading.tokens("x\n" + plans.HOSTILE_LINES)
    }
    assert {"html_inline", "link_open", "strong_open", "code_inline", "s_open", "fence"} <= kinds
