"""Reads what Terraform's resources let end: certificates, secrets, keys, passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._hcl import Kind, Value
from ddd.extractors.terraform._facts import Found, arms, name_of, scope_of, select, switch
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks, references
from ddd.measures import DAY, HOUR, MINUTE, number, seconds
from ddd.model import Expiry, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "terraform"
_MONTH, _YEAR = 30 * DAY, 365 * DAY
_ISO_DAY = re.compile(
    r"(?P<day>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T[\d:.]{2,20}(?:Z|[+-]\d\d:?\d\d)?)?"
)
_FROM_NOW = re.compile(
    r"\$\{timeadd\(\s{0,9}(?:timestamp|plantimestamp)\(\),\s{0,9}\"(?P<length>[0-9hms]{2,12})\"\s{0,9}\)\}"
)
_PERIODS = {"months": _MONTH, "days": DAY, "hours": HOUR, "minutes": MINUTE, "years": _YEAR}


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where in a resource the end of something stands."""

    path: str
    what: str
    """What ends, before the resource's name."""
    unit: int = 1
    """Seconds that a bare number counts; lengths of time with units are read as they are."""
    is_date: bool = False
    renewed_by: str = ""
    lead: str = ""
    """Where the lead stands, counted in the same unit."""
    note: str = ""


def _certificate(unit: int = HOUR) -> _Rule:
    return _Rule("validity_period_hours", "certificate", unit, lead="early_renewal_hours")


_ROTATION = "secret rotation"
_OF_ROLE = "certificates of the role"
_SECRET = (
    _Rule("expire_time", "secret", is_date=True),
    _Rule("ttl", "secret"),
    _Rule("rotation.rotation_period", "secret", renewed_by=_ROTATION),
)
_KEY_VAULT = (_Rule("expiration_date", "secret", is_date=True),)
_APPLICATION_PASSWORD = (
    _Rule("end_date", "password", is_date=True),
    _Rule("end_date_relative", "password"),
)
_RULES: dict[str, tuple[_Rule, ...]] = {
    "tls_self_signed_cert": (_certificate(),),
    "tls_locally_signed_cert": (_certificate(),),
    "acme_certificate": (_Rule("min_days_remaining", "certificate", DAY, renewed_by="ACME", note="lead"),),
    "google_secret_manager_secret": _SECRET,
    "google_kms_crypto_key": (_Rule("rotation_period", "key", renewed_by="key rotation"),),
    "google_service_account_key": (),
    "google_privateca_certificate": (_Rule("lifetime", "certificate"),),
    "google_privateca_certificate_authority": (_Rule("lifetime", "certificate authority"),),
    "aws_secretsmanager_secret_rotation": (
        _Rule("rotation_rules.automatically_after_days", "secret", DAY, renewed_by=_ROTATION),
    ),
    "aws_kms_key": (
        _Rule("rotation_period_in_days", "key", DAY, renewed_by="key rotation"),
        _Rule("deletion_window_in_days", "deletion window of key", DAY),
    ),
    "aws_kms_external_key": (_Rule("valid_to", "key material", is_date=True),),
    "aws_secretsmanager_secret": (_Rule("recovery_window_in_days", "deletion window of secret", DAY),),
    "aws_iam_account_password_policy": (_Rule("max_password_age", "passwords of IAM users", DAY),),
    "aws_acmpca_certificate": (_Rule("validity.value", "certificate"),),
    "azurerm_key_vault_secret": _KEY_VAULT,
    "azurerm_key_vault_key": (
        _Rule("expiration_date", "key", is_date=True),
        _Rule("rotation_policy.expire_after", "key", renewed_by="key rotation"),
    ),
    "azurerm_key_vault_certificate": (
        _Rule("certificate_policy.x509_certificate_properties.validity_in_months", "certificate", _MONTH),
    ),
    "azuread_application_password": _APPLICATION_PASSWORD,
    "azuread_service_principal_password": _APPLICATION_PASSWORD,
    "azuread_application_certificate": _APPLICATION_PASSWORD,
    "vault_pki_secret_backend_role": (
        _Rule("max_ttl", "certificates of the role"),
        _Rule("ttl", "certificates of the role"),
    ),
    "vault_pki_secret_backend_root_cert": (_Rule("ttl", "certificate authority"),),
    "vault_pki_secret_backend_cert": (_Rule("ttl", "certificate"),),
    "vault_pki_secret_backend_root_sign_intermediate": (_Rule("ttl", "intermediate certificate authority"),),
    "vault_token": (_Rule("ttl", "token"), _Rule("explicit_max_ttl", "token")),
    "vault_ssh_secret_backend_role": (
        _Rule("ttl", "SSH certificates of the role"),
        _Rule("max_ttl", "SSH certificates of the role"),
    ),
    "gitlab_project_access_token": (_Rule("expires_at", "access token", is_date=True),),
    "gitlab_group_access_token": (_Rule("expires_at", "access token", is_date=True),),
    "gitlab_personal_access_token": (_Rule("expires_at", "access token", is_date=True),),
    "gitlab_deploy_token": (_Rule("expires_at", "deploy token", is_date=True),),
    "cloudflare_origin_ca_certificate": (_Rule("requested_validity", "certificate", DAY),),
    "cloudflare_api_token": (_Rule("expires_on", "API token", is_date=True),),
    "digitalocean_certificate": (),
    "time_rotating": tuple(_Rule(f"rotation_{name}", "what rotates by", unit) for name, unit in _PERIODS.items()),
}
"""Type -> where something ends; of several lengths in one resource all are told."""


@extractor("terraform-expiries", paths=CONFIGURATION, literals=tuple(one for one in _RULES if _RULES[one]))
def terraform_expiries(source: Source) -> Iterator[Expiry]:
    """Find what ends by the resources of Terraform: certificates, secrets, keys, tokens, passwords.

        resource "tls_self_signed_cert" "admin" {
          validity_period_hours = 8760
          early_renewal_hours   = 720
        }

    is a certificate that lives 365 days and is to be renewed 30 days before. Known are certificates of `tls`, `acme`,
    private authorities and Vault, secrets and keys of AWS, Google Cloud and Azure with their rotation and their waiting
    time before deletion, tokens of GitLab and Cloudflare, `time_rotating`, and the age of IAM passwords. `count = 0`
    suspends; a value in a variable is followed where it is a date. Not seen: what a module is given, certificates that
    the provider renews without a word in the file (ACM).
    Format: https://registry.terraform.io/browse/providers
    """
    for block in blocks(source):
        if block.kind != "resource" or len(block.labels) != 2:
            continue
        for rule in _RULES.get(block.labels[0], ()):
            for found in select(Found(block.body, (), scope_of(block)), rule.path):
                yield from _of_rule(source, block, rule, found)


def _of_rule(source: Source, block: Block, rule: _Rule, found: Found) -> Iterator[Expiry]:
    for value, condition in arms(found.value):
        if value.kind in (Kind.TEXT, Kind.OPEN) and value.text and (fact := _fact(source, block, rule, found, value)):
            yield _with_note(fact, condition)


def _fact(source: Source, block: Block, rule: _Rule, found: Found, value: Value) -> Expiry | None:
    from_now = _FROM_NOW.fullmatch(value.text)
    is_open = "${" in value.text and not from_now
    name = name_of(block, found)
    day = _ISO_DAY.fullmatch(value.text) if rule.is_date else None
    length = seconds(from_now["length"]) if from_now else None
    if not (rule.is_date or is_open):
        length = _length(block, rule, value.text)
    if not (is_open or day or length) or value.text.startswith("9999-"):
        return None
    state, note = switch(source, found)
    known = references(found.scope, value.text, name)
    # A length that stands elsewhere cannot become a number later; a date can.
    is_lost = is_open and not (rule.is_date and any(one.variable for one in known))
    lead = _days(block, rule)
    is_lead = rule.note == "lead"
    told = (note, f"lives {value.text}" if is_open and not rule.is_date else "")
    return Expiry(
        system=_SYSTEM,
        name=name,
        subject=f"{rule.what} {name}",
        not_after=(day["day"] if day else value.text) if rule.is_date and not (is_lost or from_now) else "",
        lifetime_seconds=None if is_lead else length,
        lead_days=length // DAY if is_lead and length else lead,
        renewed_by=rule.renewed_by,
        state=State.UNRESOLVED if is_lost and state is State.ACTIVE else state,
        note="; ".join(filter(None, told)),
        references=known,
        evidence=(source.at(value.line, value.column),),
    )


def _with_note(fact: Expiry, condition: str) -> Expiry:
    return replace(fact, note="; ".join(filter(None, (condition, fact.note)))) if condition else fact


def _length(block: Block, rule: _Rule, text: str) -> int | None:
    """Return a length of time in seconds; bare numbers count in the rule's unit, of ACM's authority in its own word."""
    if block.labels[0] == "aws_acmpca_certificate":
        word = next((found.value.text for found in select(Found(block.body, ()), "validity.type")), "").lower()
        amount = number(text)
        return round(amount * _PERIODS[word]) if amount is not None and word in _PERIODS else None
    return seconds(text, rule.unit) or None


def _days(block: Block, rule: _Rule) -> int | None:
    amount = number(block.body.literal(rule.lead)) if rule.lead else None
    return int(amount * rule.unit // DAY) or None if amount is not None else None
