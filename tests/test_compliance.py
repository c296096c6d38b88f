"""The compliance data: what ships speaks of things that exist; what is wrong in another file is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from ddd import compliance, resources, spec
from ddd.errors import ConfigurationError
from ddd.extractors.controls import _words

SHIPPED = resources.specs() / compliance.DEFAULT
DATA = compliance.load()
CONTROLS = {
    value
    for name, value in vars(_words).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, str) and name != "FOREVER"
}


def test_the_standards_name_their_edition_and_their_families() -> None:
    told = {one.title: (one.edition, [family.number for family in one.families]) for one in DATA.standards}
    assert list(told) == ["SOC 2", "ISO/IEC 27001", "PCI DSS"]
    assert {"CC1", "CC2", "CC3", "CC4", "CC5", "CC6", "CC7", "CC8", "CC9", "A1", "C1", "PI1"} == set(told["SOC 2"][1])
    assert "2017" in told["SOC 2"][0]
    assert "2022" in told["ISO/IEC 27001"][0]
    assert {"5.15", "5.18", "5.24", "5.28", "5.30", "8.8", "8.13", "8.15", "8.32"} <= set(told["ISO/IEC 27001"][1])
    assert told["PCI DSS"][0].startswith("4.0")
    assert {"6.3", "6.5", "7.2", "10.2", "10.5", "11.3", "12.10"} <= set(told["PCI DSS"][1])


def test_numbers_have_the_form_of_their_standard() -> None:
    forms = {"soc2": r"CC[1-9]|A1|C1|PI1", "iso27001": r"[5-8]\.\d{1,2}", "pci_dss": r"\d{1,2}\.\d{1,2}"}
    for standard in DATA.standards:
        assert all(re.fullmatch(forms[standard.name], one.number) for one in standard.families)


def test_the_words_for_controls_are_those_of_the_extractors_and_none_is_left_out() -> None:
    assert {word for kind in DATA.kinds.values() for word in kind.controls} == CONTROLS


def test_the_categories_are_those_of_the_maintenance_spec_and_none_is_left_out() -> None:
    assert {word for kind in DATA.kinds.values() for word in kind.categories} == {
        one.name for one in spec.load().categories
    }


def test_every_kind_of_evidence_serves_a_family() -> None:
    used = {name for standard in DATA.standards for family in standard.families for name in family.evidence}
    assert used == set(DATA.kinds)


def test_a_family_that_nothing_serves_says_what_is_beyond_a_repository() -> None:
    bare = [one for standard in DATA.standards for one in standard.families if not one.evidence]
    assert bare
    assert all(one.beyond for one in bare)


def test_advice_reads_on_from_the_word_add_and_pairs_its_backticks() -> None:
    for kind in DATA.kinds.values():
        assert not kind.add.endswith(".")
        assert kind.add.count("`") % 2 == 0


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("PCI-DSS-Req-10.5.1", ["pci_dss"]),
        ("pci dss 6.3", ["pci_dss"]),
        ("ISO 27001 A.12.4, SOC2 CC7", ["soc2", "iso27001"]),
        ("CIS 4.1.3.1", []),
        ("", []),
    ],
)
def test_a_standard_is_recognised_by_how_repositories_call_it(said: str, names: list[str]) -> None:
    assert [one.name for one in DATA.standards if one.is_named_in(said)] == names


def changed(tmp_path: Path, change) -> Path:
    data = yaml.safe_load(SHIPPED.read_text())
    change(data)
    file = tmp_path / "own.yaml"
    file.write_text(json.dumps(data))
    return file


TEA = {"title": "Tea", "evidence": ["tea"]}


def test_a_person_may_bring_a_file_of_their_own(tmp_path: Path) -> None:
    own = {
        "evidence": {"tea": {"title": "Tea", "add": "tea", "controls": ["tea log"]}},
        "standards": {"house": {"title": "House", "edition": "1", "families": {"T1": TEA}}},
    }
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump(own))
    read = compliance.load(file)
    assert [one.families[0].evidence for one in read.standards] == [("tea",)]
    assert read.kinds["tea"].controls == ("tea log",)
    assert not read.standards[0].is_named_in("House rule 1")  # nobody said how repositories call it


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["standards"]["soc2"]["families"]["CC1"]["evidence"].append("luck"), "“luck” is no kind"),
        (lambda data: data["evidence"]["backups"].pop("categories"), "backups"),
        (lambda data: data["evidence"]["alarms"].update(facts=["contact"]), "contact"),
        (lambda data: data["evidence"]["owners"].update(tasks_say=["purpose"]), "purpose"),
        (lambda data: data["standards"]["soc2"].pop("edition"), "lacks “edition”"),
        (lambda data: data["standards"]["soc2"].update(editions=3), "did you mean “edition”?"),
        (lambda data: data["standards"]["soc2"].update(families={}), "may not be empty"),
        (lambda data: data["evidence"]["backups"].update(title=" "), "title"),
        (lambda data: data.pop("standards"), "lacks “standards”"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, change, words: str) -> None:
    file = changed(tmp_path, change)
    with pytest.raises(ConfigurationError) as caught:
        compliance.load(file)
    assert words in f"{caught.value} {caught.value.advice}"
    assert str(file.as_posix()) in str(caught.value.where)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="may not be read"):
        compliance.load(tmp_path / "nowhere.yaml")
