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
    assert {word for kind in DATA.kinds.values() for rule in kind.facts for word in rule.controls} == CONTROLS


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


def asked(name: str) -> compliance.Words:
    """Return the commands that a kind of evidence asks for, of all of its rules."""
    return compliance.Words(tuple(found for rule in DATA.kinds[name].tasks for found in rule.commands.found_in))


@pytest.mark.parametrize(
    ("name", "command", "is_one"),
    [
        ("backups", "tar --zstd -cf $archive /etc", True),
        ("backups", "tar cfz /srv/b.tar.gz etc", True),
        ("backups", "tar -xzf old.tar.gz", False),
        ("backups", "tar --zstd -tf $archive", False),
        ("backups", "rclone copyto $dump $remote", True),
        ("backups", "rclone delete --min-age 400d $remote", False),
        ("backups", "rclone check $here $there", False),
        ("backups", "$RESTIC -r $URL backup /srv", True),
        ("backups", "restic forget --keep-last 3", False),
        ("backups", "borg prune --keep-daily 7", False),
        ("backups_tested", "pg_restore --list $dump", True),
        ("backups_tested", "pg_restore -d shop $dump", False),
        ("backups_tested", "restic -r $URL check", True),
        ("backups_tested", "sha256sum -c sums", True),
        ("backups_tested", "sha256sum dump", False),
        ("deletion", "find /srv -mtime +30 -delete", True),
        ("deletion", "find /srv -name '*.tmp' -delete", False),
        ("deletion", "find /srv -mtime +30 -print", False),
        ("deletion", "rm -rf /srv/old", False),
        ("malware_scans", "clamscan -r /home", True),
        ("malware_scans", "rkhunter --check --sk", True),
        ("malware_scans", "rkhunter --update", False),
        ("malware_scans", "freshclam", False),
        ("malware_scans", "lastlog --before 90", False),
        ("malware_signatures", "rkhunter --update", True),
        ("vulnerability_scans", "trivy image shop:1", True),
        ("vulnerability_scans", "trivy config .", False),
        ("vulnerability_scans", "lynis audit system", False),
        ("vulnerability_scans", "oscap oval eval rhel.xml", True),
        ("vulnerability_scans", "oscap xccdf eval --profile cis ssg.xml", False),
        ("vulnerability_scans", "cat /etc/sudoers", False),
        ("vulnerability_scans", "nmap -sn 10.0.0.0/8", False),
        ("configuration_audits", "oscap xccdf eval --profile cis ssg.xml", True),
        ("configuration_audits", "lynis audit system", True),
        ("dependency_scans", "npm audit", True),
        ("dependency_scans", "npm install", False),
        ("account_audits", "getent passwd", True),
        ("account_audits", "getent hosts db", False),
        ("log_reviews", "aureport --summary", True),
        ("log_reviews", "lastlog", False),
        ("updates", "unattended-upgrade", True),
        ("updates", "apt-get update", False),
        ("updates", "ansible.builtin.apt update_cache=true upgrade=dist", True),
        ("updates", "ansible.builtin.apt name=nginx state=present", False),
        ("updates", "dependabot update", False),
        ("updates_proposed", "dependabot update", True),
        ("log_rotation", "find /var/log -name '*.log' -mtime +9 -delete", False),
        ("log_rotation", "logrotate", True),
    ],
)
def test_a_command_is_evidence_of_what_it_does_and_of_nothing_else(name: str, command: str, is_one: bool) -> None:
    assert asked(name).match(command) is is_one


@pytest.mark.parametrize(
    ("log", "is_one"),
    [
        ("/var/log/audit/*.log", True),
        ("kube-apiserver audit-log-maxage", True),
        ("/var/log/auth.log", True),
        ("/var/log/secure", True),
        ("/var/log/sudo.log", True),
        ("journal", True),
        ("/var/log/nginx/*.log", False),
        ("find /var/crash -type f", False),
        ("/var/log/journalist-app.log", False),
        ("/srv/authors.log", False),
    ],
)
def test_an_audit_log_is_told_from_any_log(log: str, is_one: bool) -> None:
    (rule,) = DATA.kinds["audit_log_retention"].facts
    assert rule.says.match(f"{log} {log} 30") is is_one


@pytest.mark.parametrize(("name", "kinds"), [("5.2", {"malware_scans"}), ("11.3", {"vulnerability_scans"})])
def test_scans_that_a_standard_asks_for_are_no_reports_of_accounts(name: str, kinds: set[str]) -> None:
    (family,) = (one for one in DATA.standards[2].families if one.number == name)
    assert set(family.evidence) == kinds


def changed(tmp_path: Path, change) -> Path:
    data = yaml.safe_load(SHIPPED.read_text())
    change(data)
    file = tmp_path / "own.yaml"
    file.write_text(json.dumps(data))
    return file


TEA = {"title": "Tea", "evidence": ["tea"]}


def test_a_person_may_bring_a_file_of_their_own(tmp_path: Path) -> None:
    own = {
        "evidence": {"tea": {"title": "Tea", "add": "tea", "facts": [{"controls": ["tea log"]}]}},
        "standards": {"house": {"title": "House", "edition": "1", "families": {"T1": TEA}}},
    }
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump(own))
    read = compliance.load(file)
    assert [one.families[0].evidence for one in read.standards] == [("tea",)]
    assert [rule.controls for rule in read.kinds["tea"].facts] == [("tea log",)]
    assert not read.standards[0].is_named_in("House rule 1")  # nobody said how repositories call it


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["standards"]["soc2"]["families"]["CC1"]["evidence"].append("luck"), "“luck” is no kind"),
        (lambda data: data["evidence"]["backups"].pop("tasks"), "backups"),
        (lambda data: data["evidence"]["alarms"].update(facts=[{"kinds": ["contact"]}]), "contact"),
        (lambda data: data["evidence"]["alarms"].update(facts=[{"says": ["disk"]}]), "alarms"),
        (lambda data: data["evidence"]["owners"].update(tasks=[{"says": ["purpose"]}]), "purpose"),
        (lambda data: data["evidence"]["backups"].update(tasks=[{}]), "backups"),
        (lambda data: data["evidence"]["backups"].update(tasks=[{"commands": ["^(dump"]}]), "not a regular expression"),
        (lambda data: data["evidence"]["backups"].update(tasks=[{"words": ["(?!a)b"]}]), "patterns are those of RE2"),
        (lambda data: data["evidence"]["backups"].update(tasks=[{"done_by": "ghosts"}]), "ghosts"),
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
