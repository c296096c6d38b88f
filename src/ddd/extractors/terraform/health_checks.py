"""Reads the health checks that Terraform sets up: of load balancers, of DNS, of services that watch from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import once, spoken, written
from ddd.extractors.terraform._facts import Found, scope_of, select, switch
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks, references
from ddd.model import Check, Phase
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_PLAIN = re.compile(r"(?:[^$]|\$\{(?:(?:var|local)\.\w{1,100}|(?:aws|google)_\w{1,60}\.[\w.\[\]-]{1,100})\})*")


@dataclass(frozen=True, slots=True)
class _Probe:
    """What a check asks, in words."""

    at: Value
    condition: str
    note: str = ""


_Reader = Callable[[Value, Value], _Probe | None]
"""(resource, block) -> what is asked there."""


def _of_target_group(body: Value, held: Value) -> _Probe | None:
    if held.literal("enabled") == "false":
        return None
    protocol = (spoken(held.get("protocol")) or spoken(body.get("protocol"))).upper()
    path, port = spoken(held.get("path")), spoken(held.get("port"))
    port = "" if port == "traffic-port" else port
    at = held.get("path") or held.get("port") or held
    if protocol in ("TCP", "TLS", "UDP") and not path:
        return _Probe(at, f"TCP port {port or spoken(body.get('port'))} accepts connections", _pace(held))
    if not path and not port:
        return None
    answer = spoken(held.get("matcher")) or "200"
    where = f" on port {port}" if port else ""
    return _Probe(at, f"{_method(protocol)} {path or '/'}{where} answers {answer}", _pace(held))


def _of_classic_balancer(body: Value, held: Value) -> _Probe | None:
    """`target = "HTTP:8000/status"`."""
    target = held.get("target")
    text = spoken(target)
    protocol, _, rest = text.partition(":")
    if target is None or not rest:
        return None
    port, slash, path = rest.partition("/")
    if protocol.upper() in ("TCP", "SSL"):
        return _Probe(target, f"TCP port {port} accepts connections", _pace(held))
    return _Probe(target, f"{_method(protocol)} {slash}{path} on port {port} answers 200", _pace(held))


def _of_route53(body: Value, _: Value) -> _Probe | None:
    kind = body.literal("type").upper()
    host = spoken(body.get("fqdn")) or spoken(body.get("ip_address"))
    pace = _pace(body, "request_interval", "failure_threshold")
    at = body.get("fqdn") or body.get("ip_address") or body
    if kind.startswith("HTTP") and host:
        scheme, port, path = kind.split("_")[0].lower(), spoken(body.get("port")), spoken(body.get("resource_path"))
        given = f":{port}" if port and port not in ("80", "443") else ""
        says = spoken(body.get("search_string"))
        told = f" and says “{says}”" if says else ""
        return _Probe(at, f"GET {scheme}://{host}{given}/{path.lstrip('/')} answers 2xx or 3xx{told}", pace)
    if kind == "TCP" and host:
        return _Probe(at, f"TCP port {spoken(body.get('port'))} of {host} accepts connections", pace)
    return None


def _of_google(body: Value, held: Value) -> _Probe | None:
    pace = _pace(body, "check_interval_sec")
    path, port = spoken(held.get("request_path")), spoken(held.get("port"))
    where = f" on port {port}" if port else ""
    at = held.get("request_path") or held.get("port") or held
    if path:
        return _Probe(at, f"GET {path}{where} answers 200", pace)
    return _Probe(at, f"port {port} accepts connections", pace) if port else None


def _of_google_uptime(body: Value, held: Value) -> _Probe | None:
    monitored = body.get("monitored_resource")
    labels = monitored.get("labels") if monitored else None
    host = spoken(labels.get("host")) if labels else ""
    secure = held.literal("use_ssl") == "true"
    path, port = spoken(held.get("path")), spoken(held.get("port"))
    at = held.get("path") or held.get("port") or held
    pace = _pace(body, "period", unit="")
    if not host:
        return None
    if body.get("tcp_check") is held:
        return _Probe(at, f"TCP port {port} of {host} accepts connections", pace)
    return _Probe(at, f"GET {'https' if secure else 'http'}://{host}/{path.lstrip('/')} answers 2xx", pace)


def _of_address(key: str, every: str, unit: str) -> _Reader:
    """Read a service that asks an address."""

    def read(body: Value, held: Value) -> _Probe | None:
        address = held.get(key)
        text = spoken(address)
        if address is None or not text:
            return None
        return _Probe(address, f"GET {text} answers", _pace(body, every, unit=unit))

    return read


def _pace(held: Value, every: str = "interval", times: str = "unhealthy_threshold", unit: str = "s") -> str:
    """Return how often it asks and how many failures count, as far as that is written there."""
    pause, failures = written(held.get(every)), written(held.get(times))
    told = (
        f"every {pause} {unit}".strip() if pause and "${" not in pause else "",
        f"unhealthy after {failures} failures" if failures.isdecimal() else "",
    )
    return ", ".join(filter(None, told))


def _is_told(*values: Value | None) -> bool:
    """Tell whether values are literals or may be followed to one: what a caller's object holds says nothing here."""
    return all(value is None or "${" not in value.text or _PLAIN.fullmatch(value.text) for value in values)


def _method(protocol: str) -> str:
    return "GET https" if protocol.upper() == "HTTPS" else "GET"


_GOOGLE = tuple((f"{kind}_health_check", _of_google) for kind in ("http", "https", "http2", "tcp", "ssl"))
_CHECKS: Mapping[str, tuple[str, tuple[tuple[str, _Reader], ...]]] = {
    "aws_alb_target_group": ("aws-load-balancer", (("health_check", _of_target_group),)),
    "aws_elb": ("aws-load-balancer", (("health_check", _of_classic_balancer),)),
    "aws_lb_target_group": ("aws-load-balancer", (("health_check", _of_target_group),)),
    "aws_route53_health_check": ("route53", (("", _of_route53),)),
    "betteruptime_monitor": ("better-uptime", (("", _of_address("url", "check_frequency", "s")),)),
    "checkly_check": ("checkly", (("request", _of_address("url", "frequency", "minutes")),)),
    "google_compute_health_check": ("google-health-check", _GOOGLE),
    "google_compute_http_health_check": ("google-health-check", (("", _of_google),)),
    "google_compute_region_health_check": ("google-health-check", _GOOGLE),
    "google_monitoring_uptime_check_config": (
        "google-monitoring",
        (("http_check", _of_google_uptime), ("tcp_check", _of_google_uptime)),
    ),
    "newrelic_synthetics_monitor": ("new-relic", (("", _of_address("uri", "period", "")),)),
    "statuscake_uptime_check": ("statuscake", (("monitored_resource", _of_address("address", "check_interval", "s")),)),
    "uptimerobot_monitor": ("uptimerobot", (("", _of_address("url", "interval", "s")),)),
}


@extractor("terraform-health-checks", paths=CONFIGURATION, literals=tuple(_CHECKS))
def terraform_health_checks(source: Source) -> Iterator[Check]:
    """Find what tells a load balancer, DNS or a service outside that something set up by Terraform works.

        resource "aws_lb_target_group" "web" {
          health_check {
            path     = "/health"
            matcher  = "200"
            interval = 30
          }
        }

    is a check: `GET /health answers 200`. Known are target groups and classic load balancers of AWS, health checks of
    Route 53 and Google Cloud, and uptime checks of Google, Better Uptime, Checkly, New Relic, StatusCake and
    UptimeRobot. A check that names neither path, port nor address says nothing that could be tried, and is left out;
    so is one that is disabled. Format: https://registry.terraform.io/browse/providers.
    """
    for block in blocks(source):
        row = _CHECKS.get(block.labels[0]) if block.kind == "resource" and len(block.labels) == 2 else None
        if row is None:
            continue
        system, readers = row
        whole = Found(block.body, (), scope_of(block))
        for path, read in readers:
            for held in select(whole, path):
                probe = read(block.body, held.value) if held.value.kind is Kind.OBJECT else None
                if probe and _is_told(probe.at):
                    yield _check(source, block, held, probe, system)


def _check(source: Source, block: Block, held: Found, probe: _Probe, system: str) -> Check:
    inner = () if held.value is block.body else (held.value,)
    state, note = switch(source, Found(probe.at, (block.body, *inner)))
    return Check(
        system=system,
        name=block.called,
        evidence=once(source.at(probe.at.line, probe.at.column), source.at(block.body.line, block.body.column)),
        state=state,
        note="; ".join(filter(None, (probe.note, note))),
        phase=Phase.POST,
        condition=probe.condition,
        references=references(held.scope, probe.condition, block.called),
    )
