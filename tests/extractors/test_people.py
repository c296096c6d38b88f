"""Names, addresses and the files that name people, beyond the golden cases."""

from __future__ import annotations

import pytest

from ddd.extractors.people._people import addresses, author, bare_name, folder_pattern, is_foreign, person
from ddd.extractors.people.botmeta import botmeta
from ddd.extractors.people.catalogs import backstage, compass, cortex_catalog, datadog_catalog, opslevel
from ddd.extractors.people.kubernetes_annotations import kubernetes_owners
from ddd.extractors.people.maintainers import maintainers_file
from ddd.extractors.people.owners_files import owners_aliases, owners_file
from ddd.extractors.people.packages import package_maintainers
from ddd.extractors.people.security import contact_links, security_contact
from ddd.extractors.people.sns_subscriptions import sns_subscriptions
from ddd.model import Contact, Definition
from ddd.scan.source import Source


def contacts(extractor, path: str, text: str) -> list[Contact]:
    return [one for one in extractor.extract(Source(path, text.encode())) if isinstance(one, Contact)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee <ann@acme.org>", ("ann@acme.org",)),
        ("ann [at] acme [dot] org", ("ann@acme.org",)),
        ("ann |at| acme |dot| org", ("ann@acme.org",)),
        ("no-reply@acme.org and noreply@acme.org", ()),
        ("1+ann@users.noreply.github.com", ()),
        ("ann@localhost", ()),
        ("", ()),
    ],
)
def test_addresses_are_those_that_somebody_reads(text, expected):
    assert addresses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee <ann@acme.org> @annlee", "Ann Lee @annlee"),
        ("[Ann Lee](https://github.com/annlee), Acme", "Ann Lee @annlee"),
        ("@annlee", "@annlee"),
        ("annlee (@annlee)", "@annlee"),
        ("ann@acme.org", "ann@acme.org"),
        ("Ann Lee", None),
        ("see https://github.com/acme/repo/blob/main/x.md", None),
    ],
)
def test_a_person_has_an_address_a_handle_or_a_profile(text, expected):
    found = person(text)
    assert (found.called if found else None) == expected


def test_an_author_may_be_a_name_alone():
    assert author("Acme, Inc.").name == "Acme, Inc."
    assert author("<>") is None
    assert bare_name("**Ann** – lead") == "Ann"


def test_folders_of_others_are_foreign():
    assert is_foreign("a/vendor/b/OWNERS")
    assert not is_foreign("vendor")


def test_a_folder_is_a_pattern_of_codeowners():
    assert folder_pattern("a/b/OWNERS") == "/a/b/"
    assert folder_pattern("OWNERS") == "*"
    assert folder_pattern("debian/control", above="debian") == "*"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- Ann Lee (@ann)", ["Ann Lee @ann"]),
        ("- @ann - storage", ["@ann"]),
        ("- ann (<ann@acme.org>)", ["ann"]),
        ("- Ludwig van Beek <l@acme.org>", ["Ludwig van Beek"]),
        ("- Ask @ann", []),
        ("- please ask @ann about it", []),
        ("- ask ann@acme.org", []),
        ("1. Merge what [Ann](https://github.com/ann) wrote", []),
        ("| @ann | x |", ["@ann"]),
        ("| nobody | x |", []),
        ("Ann, says <that>, but x@y. No", []),
    ],
)
def test_entries_name_somebody_or_say_something(line, expected):
    assert [one.name for one in contacts(maintainers_file, "MAINTAINERS.md", line + "\n")] == expected


def test_sections_of_the_past_end_where_the_next_one_begins():
    text = "# People\n## Emeritus\n- @a\n### From 2020\n- @b\n## Committers\n- @c\n"
    found = contacts(maintainers_file, "MAINTAINERS.md", text)
    assert [(one.name, one.role, one.scope) for one in found] == [("@c", "committer", "*")]


def test_a_maintainers_file_of_prose_names_nobody():
    assert contacts(maintainers_file, "MAINTAINERS", "annlee\nmany words here\n") == []
    assert contacts(maintainers_file, "MAINTAINERS.rst", "annlee\n") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ann@acme.org", ["*"]),
        ("@storage-team", ["*"]),
        ("include platform/core:/OWNERS #{LAST_RESORT_SUGGESTION}", ["*"]),
        ("per-file a.cc=set noparent", []),
        ("*", []),
        ("owners: nobody", []),
    ],
)
def test_lines_of_chromium(line, expected):
    assert [one.scope for one in contacts(owners_file, "OWNERS", line + "\n")] == expected


def test_an_alias_that_is_part_of_another_text_is_not_asked_for():
    text = "approvers: [jobs, storage, storage-leads, ann]\n"
    [found] = contacts(owners_file, "jobs/OWNERS", text)
    assert [one.text for one in found.references] == ["storage-leads", "ann"]
    assert all(one.default == one.text for one in found.references)


def test_aliases_stand_for_their_people():
    [found] = owners_aliases.extract(Source("OWNERS_ALIASES", b"aliases:\n  a: [x, y]\n  b: []\n"))
    assert isinstance(found, Definition)
    assert (found.name, found.value, found.evidence.line) == ("a", "x y", 2)


def test_the_key_of_an_integration_is_told_without_the_key():
    text = (
        "apiVersion: backstage.io/v1\nkind: Component\nmetadata:\n  name: x\n  annotations:\n"
        "    pagerduty.com/integration-key: 0123456789abcdef\n"
    )
    [found] = contacts(backstage, "catalog-info.yaml", text)
    assert found.channel == "pagerduty"
    assert "0123456789abcdef" not in repr(found)


@pytest.mark.parametrize(
    ("extractor", "path", "text"),
    [
        (backstage, "catalog-info.yaml", "apiVersion: backstage.io/v1\nkind: Group\nmetadata: []\nspec: x\n"),
        (datadog_catalog, "service.datadog.yaml", "contacts: [x, {type: email}]\nintegrations: [pagerduty]\n"),
        (opslevel, "opslevel.yml", "component: owner\nservice: [x]\n"),
        (cortex_catalog, "cortex.yaml", "info: {x-cortex-owners: [a], x-cortex-oncall: b, x-cortex-slack: c}\n"),
        (compass, "compass.yml", "links: {type: ON_CALL}\nownerId: []\n"),
        (botmeta, "BOTMETA.yml", "files: [x]\nmacros: y\n"),
        (contact_links, ".github/ISSUE_TEMPLATE/config.yml", "contact_links: {name: help}\n"),
        (kubernetes_owners, "a.yaml", "kind: Namespace\nmetadata: {annotations: [x/owner]}\n"),
        (package_maintainers, "Chart.yaml", "maintainers: {name: []}\n"),
        (package_maintainers, "package.json", '{"maintainers": [[]], "bugs": "x"}'),
        (package_maintainers, "composer.json", '{"support": []}'),
        (package_maintainers, "package.json", ""),
        (sns_subscriptions, "a.yaml", "Resources: {A: {Type: AWS::SNS::Topic, Properties: {Subscription: x}}}\n"),
    ],
)
def test_other_shapes_name_nobody(extractor, path, text):
    assert contacts(extractor, path, text) == []


def test_of_a_slack_owner_the_channel_is_told():
    text = "info: {x-cortex-tag: x, x-cortex-owners: [{type: slack, channel: crew}]}\n"
    [found] = contacts(cortex_catalog, "cortex.yaml", text)
    assert (found.role, found.channel, found.name) == ("chat", "slack", "crew")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('LABEL maintainer="Ann <ann@acme.org>"', ["Ann"]),
        ("LABEL maintainer=ann", ["ann"]),
        ('LABEL "maintainer"="ann"', ["ann"]),
        ('LABEL org.acme.maintainer "ann"', ["ann"]),
        ("MAINTAINER Ann Lee <ann@acme.org>, Bob <bob@acme.org>", ["Ann Lee", "Bob"]),
        ("LABEL maintainer=https://acme.org", []),
        ("LABEL maintainer=$MAINTAINER", []),
        ("RUN apt install maintainer-scripts", []),
        ("# MAINTAINER ann", []),
    ],
)
def test_labels_of_images(line, expected):
    assert [one.name for one in contacts(package_maintainers, "Dockerfile", line + "\n")] == expected


def test_the_same_person_is_told_once_in_a_file():
    text = "Maintainer: Ann <ann@acme.org>\nMaintainer: Ann <ann@acme.org>\n"
    assert len(contacts(package_maintainers, "debian/control", text)) == 1


def test_a_security_policy_says_each_address_once_and_skips_lists_to_subscribe_to():
    text = "a@acme.org, A@acme.org, security-announce@acme.org\nhttps://hackerone.com/acme\n"
    assert [one.address for one in contacts(security_contact, "SECURITY.md", text)] == [
        "a@acme.org",
        "https://hackerone.com/acme",
    ]
