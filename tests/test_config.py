"""A repository's own configuration: what it may say, where it is refused, and that nothing in it leads out."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd import config, documents, spec
from ddd.documents.places import told_line
from ddd.errors import ConfigurationError
from ddd.model import Evidence
from ddd.scan.source import Source
from ddd.scan.tree import walk
from ddd.scan.unreadable import Unreadable
from tests.repositories import written

CODES = ("DDD101", "DDD102", "DDD201", "DDD210")

FULL = """\
threshold: 60
components: {roles/backup/: 70}
figures: {documentation_coverage: 50}
exclude: [vendor/, "*.old.yml"]
select: [DDD1, DDD210]
ignore: [DDD102, DDD2]
suppress:
  - code: DDD101
    subject: monthly/audits
    until: 2027-03-01
    reason: no users
      before March
ratchet: true
baseline: .ddd/baseline.json
since_floor: 10
"""
SAME = """\
[tool.ddd]
threshold = 60
exclude = ["vendor/", "*.old.yml"]
select = ["DDD1", "DDD210"]
ignore = ["DDD102", "DDD2"]
ratchet = true
baseline = ".ddd/baseline.json"
since_floor = 10
components."roles/backup" = 70
figures = { documentation_coverage = 50 }

[[tool.ddd.suppress]]
code = "DDD101"
subject = "monthly/audits"
until = 2027-03-01
reason = "no users before March"
"""


def refused(folder: Path, text: str, name: str = ".ddd.yaml") -> ConfigurationError:
    with pytest.raises(ConfigurationError) as error:
        config.read(written(folder, {name: text}), lambda: CODES)
    return error.value


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [(".ddd.yaml", FULL, 8), (".ddd.yml", FULL, 8), ("pyproject.toml", "[project]\nname = 'x'\n" + SAME, 15)],
)
def test_everything_that_may_be_said_is_read(tmp_path: Path, name: str, text: str, place: int) -> None:
    one = config.read(written(tmp_path, {name: text}), lambda: CODES)
    assert one.thresholds == {"roles/backup": 70, "documentation_coverage": 50}
    assert spec.load(None, one).thresholds == one.thresholds
    assert (one.exclude, one.select, one.ignore) == (("vendor/", "*.old.yml"), ("DDD1", "DDD210"), ("DDD102", "DDD2"))
    assert (one.ratchet, one.baseline, one.since_floor, one.problems) == (True, ".ddd/baseline.json", 10, ())
    [rule] = one.suppress
    assert (rule.codes, rule.subject, rule.until) == (("DDD101",), "monthly/audits", date(2027, 3, 1))
    assert rule.reason == "no users before March"
    assert (rule.evidence.path, rule.evidence.line, rule.line) == (name, place, 0)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {".ddd.yaml": ""},
        {".ddd.yaml": "# threshold: 60\n"},
        {".ddd.yaml": "---\n"},
        {"pyproject.toml": "[tool.ruff]\n"},
        {"pyproject.toml": "[tool]\nddd-other = 1\n"},
        {"sub/.ddd.yaml": "threshold: 3\n"},
    ],
)
def test_without_a_word_all_is_as_it_is_by_default(tmp_path: Path, files: dict[str, str]) -> None:
    one = config.read(written(tmp_path, files), lambda: CODES)
    assert spec.load(None, one) == spec.load()
    assert (one.thresholds, one.exclude, one.suppress, one.ratchet, one.since_floor) == ({}, (), (), False, None)


def test_a_folder_that_is_none_has_no_configuration(tmp_path: Path) -> None:
    written(tmp_path, {"file": "x"})
    assert config.read(tmp_path / "missing") == config.Config()
    assert config.read(tmp_path / "file") == config.Config()


@pytest.mark.parametrize("other", [".ddd.yml", "pyproject.toml"])
def test_two_configurations_are_refused_with_both_names(tmp_path: Path, other: str) -> None:
    text = "[tool.ddd]\nthreshold = 3\n" if other.endswith("toml") else "threshold: 3\n"
    error = refused(written(tmp_path, {other: text}), "threshold: 3\n")
    assert error.what == f".ddd.yaml and {other} both configure ddd"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("treshold: 60\n", "1:1: unknown key “treshold”\n  1 | treshold: 60\n    | ^\n  did you mean “threshold”?"),
        ("# x\nthreshold: high\n", "2:12: “threshold” must be a number, not the text “high”\n  2 | threshold: high"),
        ("threshold:\n", "1:11: “threshold” must be a number, not nothing"),
        ("threshold: -1\n", "1:12: “threshold” must be at least 0, not -1"),
        ("threshold: 101\n", "1:12: “threshold” must be at most 100, not 101"),
        ("threshold: .nan\n", "1:12: “threshold” must be a number"),
        ("since_floor: 1.5\n", "1:14: “since_floor” must be a whole number, not the number 1.5"),
        ("ratchet: maybe\n", "1:10: “ratchet” must be true or false, not the text “maybe”"),
        ("ignore: DDD2\n", "1:9: “ignore” must be a list, not the text “DDD2”"),
        ("threshold: 1\nthreshold: 2\n", "2:1: the key “threshold” stands here twice, first on line 1"),
        ("[1, 2]\n", "1:1: this must be a block of keys, not a list"),
        ("? [a]\n: b\n", "1:3: a key must be text"),
        ("a: [\n", "2:1: not YAML"),
        ("a: 1\n---\nb: 1\n", " holds 2 YAML documents, not one"),
        ("suppress:\n  - {code: DDD101, until: 2027-01-01}\n", "2:5: entry 1 of “suppress” lacks “reason”"),
        ("suppress:\n  - {code: DDD101, reason: x}\n", "2:5: entry 1 of “suppress” lacks “until”"),
        ("suppress:\n  - {code: DDD101, until: soon, reason: x}\n", "2:27: “until” may not be written the text “soon”"),
        ("suppress:\n  - {code: DDD101, until: 2027-02-29, reason: x}\n", "2:27: “2027-02-29” is no day"),
        ("suppress:\n  - {code: DDD111, until: 2027-02-28, reason: x}\n", "2:12: no finding has the code “DDD111”"),
        ("ignore: [DDD2, DDD22]\n", "1:16: no finding has the code “DDD22”"),
        ("ignore: [DDD211]\n", "did you mean “DDD210”?"),
        ("ignore: [E501]\n", "1:10: entry 1 of “ignore” may not be written the text “E501”"),
        ("figures: {cost: 3}\n", "1:11: unknown key “cost”"),
        ("components: {daily: 3}\n", "1:14: “daily” is a cadence or a figure"),
        ("categories: {Backups: {}}\n", "1:14: “Backups” is no name for what stands here"),
        ("cadences: {hourly: {weight: 1}}\n", "1:12: unknown key “hourly”"),
        ('exclude: ["a\\tb"]\n', None),
        ('exclude: ["a\\e[31mb"]\n', "1:11: “a\\x1b[31mb” is no pattern of gitignore(5)"),
        ("templates: [x]\n", "1:1: unknown key “templates”"),
    ],
)
def test_a_mistake_is_told_with_its_place_its_line_and_advice(tmp_path: Path, text: str, told: str | None) -> None:
    if told is None:
        assert config.read(written(tmp_path, {".ddd.yaml": text}), lambda: CODES).exclude == ("a\tb",)
        return
    error = str(refused(tmp_path, text))
    assert error.startswith(".ddd.yaml:")
    assert told in error


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.ddd]\nthreshold = 'x'\n", "2:13: “threshold” must be a number, not the text “x”\n  2 | threshold"),
        ("[tool.ddd]\nthreshold = nan\n", "2:13: “threshold” must be a number, not the text “nan”"),
        ("[tool.ddd]\n\"treshold\" = 3\n", "2:1: unknown key “treshold”"),
        ("[tool.ddd.cadences.daily]\n# x\nweight = 2\n", "3:10: “weight” must be at most 1, not 2"),
        ("[tool.ddd]\ncadences = { daily = { weigth = 0.4 } }\n", "2:24: unknown key “weigth”"),
        ("[tool.ddd]\nignore = [\n  'DDD2', # x\n  'DDD999',\n]\n", "4:3: no finding has the code “DDD999”"),
        ("[[tool.ddd.suppress]]\ncode = 'DDD101'\nreason = 'a'\nuntil = 2027-01-01\n"
         "[[tool.ddd.suppress]]\nreason = 'a'\ncode = 'DDD1'\nuntil = 2027-01-01\n", "7:8: “code” may not be written"),
        ("[[tool.ddd.suppress]]\ncode = 'DDD101'\n", "1:3: entry 1 of “suppress” lacks “until” and “reason”"),
        ("[tool]\nddd = 3\n", "2:7: this must be a block of keys, not the number 3"),
        ("tool.ddd.cadences.daily.weight = 'x'\n", "1:34: “weight” must be a number"),
        ("[tool.ddd]\nthreshold = \n", "2:13: not TOML: Invalid value\n  2 | threshold ="),
        ("[tool.ddd]\nexclude = [", "2:12: not TOML: Invalid value"),
        ("[tool.ddd]\n# " + "x" * 5000 + "\n", " too long for a configuration in TOML"),
        ("[tool.ddd]\na = " + "[" * 60 + "]" * 60 + "\n", " nested deeper than 20 levels"),
        ("[tool.ddd]\na = " + "[" * 1500 + "]" * 1500 + "\n", " nested too deeply"),
    ],
)  # fmt: skip
def test_mistakes_in_toml_have_places_too(tmp_path: Path, text: str, told: str) -> None:
    error = str(refused(tmp_path, text, "pyproject.toml"))
    assert error.startswith("pyproject.toml:")
    assert told in error


@pytest.mark.parametrize("text", ["[x]\nddd = \n", "{{ddd}}\n", "ddd = " + "9" * 5000 + "\n"])
def test_a_project_file_that_is_no_toml_and_configures_nothing_is_a_problem_alone(tmp_path: Path, text: str) -> None:
    one = config.read(written(tmp_path, {"pyproject.toml": text}))
    [problem] = one.problems
    assert (one.document, problem.path, "TOML" in problem.message) == (None, "pyproject.toml", True)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../x", "a/../../x", "~/x", "~root/x", "https://x/y", "C:/x", "C:\\x", "a\\..\\x"]
)
@pytest.mark.parametrize("key", ["baseline", "components"])
def test_no_path_leads_out_of_the_repository(tmp_path: Path, path: str, key: str) -> None:
    value = f"'{path}'" if key == "baseline" else f"{{'{path}': 3}}"
    error = refused(tmp_path, f"{key}: {value}\n")
    assert "leads out of the repository" in error.what
    assert error.where == f".ddd.yaml:1:{len(key) + 3 + (key == 'components')}"


@pytest.mark.parametrize("path", [".", '"a\\eb"', '"a\\nb"'])
def test_what_is_no_path_is_refused(tmp_path: Path, path: str) -> None:
    assert "is no path" in refused(tmp_path, f"baseline: {path}\n").what


def test_a_baseline_behind_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = written(tmp_path / "repo", {"in/x": ""})
    (root / "out").symlink_to(tmp_path)
    (root / "within").symlink_to("in")
    assert "over a link" in refused(root, "baseline: out/baseline.json\n").what
    written(root, {".ddd.yaml": "baseline: within/baseline.json\n"})
    assert config.read(root).baseline == "within/baseline.json"


def test_a_configuration_that_is_a_link_is_refused_and_nothing_of_its_target_is_told(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside", {"x.yaml": "TOPSECRET: 1\n"})
    root = written(tmp_path / "repo", {})
    root.mkdir(exist_ok=True)
    (root / ".ddd.yaml").symlink_to(outside / "x.yaml")
    with pytest.raises(ConfigurationError, match="symbolic link, which is not followed") as error:
        config.read(root)
    assert "TOPSECRET" not in str(error.value)
    assert error.value.advice


def test_a_project_file_that_is_a_link_is_a_problem(tmp_path: Path) -> None:
    root = written(tmp_path / "repo", {"x": ""})
    (root / "pyproject.toml").symlink_to(written(tmp_path / "outside", {"p.toml": SAME}) / "p.toml")
    [problem] = config.read(root).problems
    assert "symbolic link" in problem.message


def test_a_file_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    assert "too large" in refused(tmp_path, "# x\n" * 2_200_000).what


def test_hostile_text_reaches_nobody_alive(tmp_path: Path) -> None:
    error = str(refused(tmp_path, '"\\e[31m\\n::error::x password=hunter2": 1\n'))
    assert "\x1b" not in error
    assert "hunter2" not in error
    assert not any(line.lstrip().startswith("::") for line in error.splitlines())
    error = str(refused(tmp_path, "  ::error::x: 1\n"))
    assert "  1 | ::error::x: 1\n" in error


@pytest.mark.parametrize(
    ("before", "blank"),
    [("größe", 5 * " "), ("日本", 4 * " "), ("e\u0301", " "), ("a\tb", " \t ")],
)
def test_the_caret_stands_below_the_place_whatever_stands_before_it(tmp_path: Path, before: str, blank: str) -> None:
    """`known_commands: ['` takes 18 columns, `', ` three."""
    error = refused(tmp_path, f"known_commands: ['{before}', 3]\n")
    assert error.where == f".ddd.yaml:1:{18 + len(before) + 3 + 1}"
    line, caret = error.excerpt.split("\n")
    assert line.startswith("  1 | known_commands: ['")
    assert caret == "    | " + 18 * " " + blank + 3 * " " + "^"


def test_a_secret_before_the_place_is_masked_and_the_caret_moves_with_it(tmp_path: Path) -> None:
    line, caret = refused(tmp_path, f"known_commands: ['ghp_{'x1' * 18}', 3]\n").excerpt.split("\n")
    assert "x1" not in line
    assert line[caret.index("^")] == "3"


def test_no_caret_is_better_than_a_wrong_one_and_an_empty_line_is_not_shown() -> None:
    assert told_line("secret: x", Evidence("a", 7, 9, "***")) == "  7 | ***"
    assert told_line("", Evidence("a", 7, 1, "")) == ""


def test_a_place_far_in_a_long_line_is_shown_with_what_stands_around_it(tmp_path: Path) -> None:
    line, caret = refused(tmp_path, f"known_commands: [{'aaaa, ' * 100}3, {'bbbb, ' * 100}]\n").excerpt.split("\n")
    assert len(line) < 170
    assert line[caret.index("^")] == "3"


@pytest.mark.parametrize(
    ("select", "ignore", "reported"),
    [
        ((), (), {"DDD101", "DDD102", "DDD201", "DDD210"}),
        ((), ("DDD2",), {"DDD101", "DDD102"}),
        (("DDD2",), (), {"DDD201", "DDD210"}),
        (("DDD2",), ("DDD21",), {"DDD201"}),
        (("DDD210",), ("DDD2",), {"DDD210"}),
        (("DDD2",), ("DDD2",), set()),
    ],
)
def test_the_longer_beginning_decides(select: tuple[str, ...], ignore: tuple[str, ...], reported: set[str]) -> None:
    one = config.Config(select=select, ignore=ignore)
    assert {code for code in CODES if one.reports(code)} == reported


def test_what_is_excluded_is_not_walked_and_nothing_comes_back_by_it(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        {"a.yml": "", "vendor/b.yml": "", "c/vendor/d.yml": "", "e.old": "", "f.log": "", ".gitignore": "*.log\n"},
    )
    tree = walk(root, ("/vendor/", "*.old", "!f.log"))
    assert tree.paths == [".gitignore", "a.yml", "c/vendor/d.yml"]
    assert tree.skipped["ignored"] == 3  # the folder vendor, e.old, f.log


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / ".ddd.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        spec.load(None, config.read(folder, lambda: CODES))
    except ConfigurationError as error:
        assert error.where.startswith(".ddd.yaml")


KEYS = st.sampled_from(["a", "b-c", '"d e"', "'f.g'", '"\\u00e9"'])
VALUES = st.recursive(
    st.sampled_from(["1", "'x'", '"é\\n"', "2027-01-01", "true", "1.5", "'''\na\n'''"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda several: f"[{', '.join(several)}]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=3))
def test_every_value_of_a_toml_file_has_the_place_it_stands_in(first, second) -> None:
    """The law: what is written at the place of a leaf, read alone, is the leaf."""
    tables = [f"[tool.x]\n{_lines(first)}", f"[[tool.x.list]]\n{_lines(second)}", f"[[tool.x.list]]\n{_lines(first)}"]
    text = "# é\n" + "".join(tables)
    source = Source("x.toml", text.encode())
    places = documents.toml_form.TomlPlaces(source, ("tool", "x"))
    for pointer, value in _leaves(tomllib.loads(text)["tool"]["x"], ()):
        line, column = places.value(pointer)
        rest = "\n".join([source.lines[line - 1][column - 1 :], *source.lines[line:]])
        assert any(_reads(rest[:size]) == value for size in range(1, len(rest) + 1)), (pointer, line, column)


def _lines(pairs: dict[str, str]) -> str:
    return "".join(f"{key} = {value}  # c\n" for key, value in pairs.items())


def _leaves(value, pointer):
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _leaves(entry, (*pointer, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _leaves(entry, (*pointer, index))
    else:
        yield pointer, value


def _reads(text: str):
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return None


def test_a_toml_file_that_is_none_is_unreadable_for_whoever_asks() -> None:
    with pytest.raises(Unreadable) as fault:
        documents.checked_table(Source("x.toml", b"a = \n"), ("a",), config.SCHEMA)
    assert (fault.value.line, fault.value.column) == (1, 5)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".ddd.yaml").mkdir()
    with pytest.raises(ConfigurationError, match="may not be read: Is a directory"):
        config.read(tmp_path)


def test_an_empty_file_has_a_place_too(tmp_path: Path) -> None:
    document = config.read(written(tmp_path, {".ddd.yaml": "# x\n"})).document
    assert document is not None
    assert (document.data, document.at("threshold").line, document.at_key("threshold").column) == ({}, 1, 1)
