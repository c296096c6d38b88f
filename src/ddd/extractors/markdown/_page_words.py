"""Knows the words by which runbook pages tell what a section is for: those of procedures, and those of alerts. Data."""

from __future__ import annotations

import re
from enum import Enum, auto

from ddd.extractors.markdown import _words as words
from ddd.extractors.markdown._words import Part


class Role(Enum):
    """What a section gives the runbook it stands in."""

    ACTS = auto()
    LOOKS = auto()
    """Diagnosis: what is looked at before anything is touched."""
    BEFORE = auto()
    AFTER = auto()
    BACK = auto()
    FAILURE = auto()
    WHO = auto()
    DURATION = auto()
    PURPOSE = auto()
    ASIDE = auto()
    """Nothing that somebody does: references, history."""


_OF_PARTS = {
    Part.STEPS: Role.ACTS,
    Part.BEFORE: Role.BEFORE,
    Part.AFTER: Role.AFTER,
    Part.BACK: Role.BACK,
    Part.FAILURE: Role.FAILURE,
    Part.WHO: Role.WHO,
    Part.DURATION: Role.DURATION,
    Part.PURPOSE: Role.PURPOSE,
}
_KINDS = r"(?: steps? | instructions? | procedures? | actions? | process | guide | pointers | checklist | plan )"
_ROLES = (
    (
        Role.LOOKS,
        rf"""(?: (?:initial[ ]|quick[ ]|further[ ]|how[ ]to[ ])?
          (?: diagnos(?:is|tics?|e|ing) | investigat(?:e|ion|ing) | triag(?:e|ing) | analysis | assessment
            | trouble-?shoot(?:ing)? | debug(?:ging)? )
          (?:[ ]{_KINDS})? (?:[ ](?:and|&)[ ]\w+)?
        | (?:possible|initial|first|quick|cli|health)[ ]checks? | what[ ]to[ ](?:check|look[ ](?:at|for))
        | steps[ ]to[ ]check | (?:how[ ]to[ ])?(?:confirm|detect)(?:ion)?[ ]the[ ](?:alert|problem|issue|incident)
        | detection | promql[ ]queries\b.* | isolate\b.* )""",
    ),
    (
        Role.ACTS,
        rf"""(?: (?:possible[ ]|proposed[ ]|quick[ ]|immediate[ ]|temporary[ ]|permanent[ ]|manual[ ])?
          (?: mitigations? | resolutions? | remediations? | solutions? | fix(?:es)? | workarounds? | repair | response
            | execution | recovery | how[ ]to[ ](?:fix|resolve|mitigate|recover|respond)(?:[ ]\w+){{0,4}} )
          (?:[ ]{_KINDS})? (?:[ ](?:and|&|/)[ ]\w+)?
        | (?:recommended|immediate|required|corrective|suggested|first|emergency|manual|next|response)[ ]
          (?:actions?|steps?)
        | (?:actions?|steps?)[ ](?:to[ ](?:take|do|perform|resolve|mitigate|follow)|required|needed)
          (?:[ ]\w+){{0,4}}
        | actions? | tasks? | what[ ](?:should[ ]i|can[ ](?:i|you|we))[ ]do | runbook[ ]steps | repair\b.*
        | step[ ]by[ ]step(?:[ ]{_KINDS})? | detailed[ ]{_KINDS} )""",
    ),
    (
        Role.AFTER,
        r"""(?: (?:post|after)[ -]?(?:checks?|conditions?|steps?|verification|validation|restore|deploy\w*|upgrade)
        | (?:success|exit|resolution|done|completion)[ ]criteria | how[ ](?:do|can)[ ](?:i|we|you)[ ]know\b.*
        | expected[ ](?:results?|outcomes?|state) | definition[ ]of[ ]done | validation[ ]and[ ]\w+
        | verification[ ]and[ ]\w+ | validate[ ]\b.* )""",
    ),
    (
        Role.BEFORE,
        r"""(?: pre-?[ ]?(?:requisites?|conditions?|checks?|flight|work|deploy\w*|reqs?) (?:[ ](?:and|&)[ ].*|[ ]checks?
          |[ ]checklist)?
        | before[ ](?:you|we|starting|the)\b.* | required[ ](?:access|tools?|permissions?)
        | (?:access|permissions?|tools?)[ ](?:needed|required|and[ ]\w+) | access | safety(?:[ ]checks?)? )""",
    ),
    (
        Role.FAILURE,
        r"""(?: (?:if|when)[ ](?:it|this|that|things?|something|any\w*|the[ ]\w+(?:[ ]\w+)?)[ ]
          (?:fails?|breaks?|goes[ ]wrong|go[ ]wrong|does[ ]?n.t[ ](?:work|help)|persists?)\b.*
        | failure[ ](?:scenarios?|recovery|cases?) | common[ ](?:problems|issues|errors|failures)(?:\b.*)?
        | known[ ](?:issues|problems|errors) | failover[ ]if\b.* )""",
    ),
    (
        Role.WHO,
        r"""(?: escalat(?:e|ion|ions|ing) (?:\b.*)? | (?:key[ ]|emergency[ ]|support[ ]|service[ ])?contacts?(?:[ ]\w+)?
        | support | (?:getting[ ]|need[ ])?help | who[ ]to[ ]\w+ | whom[ ]to[ ]\w+ | (?:owning[ ])?team | ownership
        | on-?call(?:[ ]\w+)? | owners?(?:hip)?(?:[ ](?:and|&)[ ]\w+)? | communications?(?:[ ]\w+)? )""",
    ),
    (
        Role.PURPOSE,
        r"""(?: meaning | impact(?:[ ]\w+)? | symptoms? | (?:possible[ ]|root[ ]|common[ ]|likely[ ])?causes?(?:\b.*)?
        | reasons? | background | context | introduction | intro | when[ ](?:to[ ]use|does)\b.* | trigger\w*
        | alert(?:[ ](?:description|details|summary|meaning))? | severity | consequences? | what[ ](?:it|this)[ ]\w+
        | what[ ]is[ ]\w+ | objectives? | warning | default[ ]definition | first[ ]and[ ]foremost )""",
    ),
    (
        Role.ASIDE,
        r"""(?: references?(?:\b.*)? | (?:additional|further|useful|related|external|more)[ ]\w+ | related | resources
        | links? | see[ ]also
        | history | change[ ]?log | revision[ ]history | notes? | additional[ ]notes | glossary | appendix\b.* | faq
        | table[ ]of[ ]contents | contents | toc | architecture\b.* | prevention | follow-?[ ]?ups? | post-?mortem\b.*
        | limitations | configuration | metrics | dashboards? | logs? | logging | monitoring | alerts | examples?
        | lessons[ ]learned | todos? | future[ ]\w+ | improvements? | documentation | tooling | acceptance[ ]\w+ )""",
    ),
)
_PATTERNS = [(role, re.compile(pattern + r"\s*:?", re.VERBOSE | re.IGNORECASE)) for role, pattern in _ROLES]
_LEADING = re.compile(
    r"^[^\w`]*(?:(?:§\s*)?(?:step\s+|phase\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z])[.):]\s+)?", re.IGNORECASE
)

_BEFORE_THE_ACT = re.compile(
    r"^(?:\[[ xX]\]\s|\W)*"
    r"(?:(?:if|when|whenever|to|for|in order to|in case|once|after|as|on) [^,]{3,200},\s+)?"
    r"(?:(?:then|also|please|otherwise,?|instead,?|finally,?|next,?|now|first,?|try to|you need to|you have to"
    r"|(?:you|we|one|operators?|admins?)\s(?:can|could|should|must|may|will|might)"
    r"(?:\s(?:also|either|simply|just|then|have to|need to|want to))?"
    r"|it is (?:possible|recommended|necessary|advised) to"
    r"|(?:the )?(?:best|easiest|simplest) (?:way|option|solution) is to)\s+){0,3}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z][a-z-]+")
_MORE_ACTS = frozenset(
    """allow analyse analyze assess clone collect click consider consult cordon decrease determine evict examine extend
    fix force free gather grow inform install investigate join kill login lower modify navigate obtain paste press
    provision reach re-run read rebalance recreate redeploy refer reinstall reschedule rerun retry scale shrink sign
    switch terminate throttle track try type uninstall upscale wipe""".split()  # noqa: SIM905  a list of words reads best as words
)
_LONGEST_SENTENCE = 600

VERIFIES = re.compile(
    r"\W*(?:(?:then|now|next|finally|lastly|and|please|you can|to)[, ]+){0,2}"
    r"(?:(?:verify|confirm|validate|double[- ]check|make sure|ensure|(?:re-?)?check (?=that|whether|if))"
    r"(?! (?:why|what|which|where|how|who)\b| (?:if|whether) there\b)"
    r"(?!.{0,40}\b(?:problem|issue|cause|error|failure)s?\b(?!.{0,40}\b(?:gone|resolved|fixed|cleared|no longer)))"
    r"|wait (?:for|until) .{1,80}\b(?:ready|available|completed?|healthy|running|resolved|active|green|succeed\w*))\b",
    re.IGNORECASE,
)
"""A sentence that asks whether it worked; whether this is the right page is another question."""

STATES = re.compile(
    r"\b(?:is|are|has|have|shows?|returns?|reports?|exists?|works?|running|ready|healthy|available|completed?"
    r"|succeed\w*|match(?:es)?|equals?|no|empty|resolved|gone|can|responds?|starts?|started)\b",
    re.IGNORECASE,
)
"""A sentence that says how something should be."""

FAILS = re.compile(
    r"\b(?:if|when|in case|should|unless)\b[^.;]{0,80}?"
    r"\b(?:fail(?:s|ed|ure)?|(?:does|do|did) ?n[o'’]t (?:help|work|fix|resolve|solve|succeed|recover|start|come)"
    r"|goes wrong|persists?|still (?:exists?|fails?|fires?|occurs?|remains?|happens?|stuck)"
    r"|(?:is|are) (?:still|not) (?:failing|firing|broken|down|resolved|fixed|successful|unhealthy|ready)"
    r"|(?:cannot|can not|can['’]t|unable to) (?:be )?(?:resolved?|fix(?:ed)?|determined?|recover(?:ed)?)"
    r"|none of (?:the|these)|no luck|unsuccessful)\b",
    re.IGNORECASE,
)
"""A sentence that speaks of this procedure not helping; what to do then has to stand beside it."""

UNDOES = re.compile(
    r"\W*(?:(?:to|you can|if [^.;,]{1,80},|in order to|should [^.;,]{1,80},)\s+){0,2}"
    r"(?:undo|revert|roll(?:ing)?[ -]?back|back out)\s"
    r"(?:the|this|these|to|your|all|any|by|with|using|via|from|it|`).{6,}",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that tells the way back."""

NOT_NEEDED = re.compile(
    r"\b(?:no (?:roll ?back|way back) (?:is )?(?:needed|required|necessary)"
    r"|roll ?back (?:is )?not (?:needed|required|necessary|applicable)|nothing to (?:roll back|undo|revert))\b",
    re.IGNORECASE,
)

CALLS = re.compile(
    r"""\b(?:(?:contact|page|notify|call|ping|inform|ask|engage|alert)\ (?=the\b|your\b|our\b|an?\b|some|(?-i:[@\#A-Z]))
      | escalate(?:\ (?:it|this|the\ \w+))?\ to | reach\ out\ to | get\ help\ from | contact\ [\w.+-]+@
      | (?:open|raise|file|create|submit)\ an?(?:\ \w+){0,2}\ (?:case|ticket|incident)
      | report\ (?:it|this|the\ \w+)\ to | assign(?:ed)?\ to | hand\ (?:it\ )?over\ to | ask\ in\b)""",
    re.IGNORECASE | re.VERBOSE,
)
SOMEBODY = re.compile(
    r"""[\w.+-]+@[\w-]+\.[\w.-]+ | (?<![\w/&])\#[a-z][\w-]{2,} | (?<![\w.])@[a-z][\w/-]{2,}
      | \b(?:on-?call|pagerduty|opsgenie|sres?|(?:support|customer)\ (?:case|portal|team|engineer\w*)
        |(?:the|our|your)\ [\w`-]+(?:\ [\w-]+){0,2}\ (?:team|engineers?|admins?|administrators?|owners?|maintainers?)
        |help\ ?desk|service\ desk|incident\ (?:manager|commander)|(?:tech|team)\ lead
        |(?!The\b|Your\b|Our\b|This\b|Each\b)[A-Z][\w-]+\ (?:support|team))\b""",
    re.VERBOSE,
)


def role(title: str) -> Role | None:
    """Return what a section of this title gives its runbook; None when it is part of the work, or stands for itself."""
    bare = without_number(title)
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(bare):
            return kind
    found = words.part(bare)
    return _OF_PARTS[found] if found else None


def without_number(title: str) -> str:
    """Return a heading without its number and signs: `§G. Repair` gives `Repair`, `2.1 Drain` stays `2.1 Drain`."""
    return _LEADING.sub("", title.strip(), count=1).strip(" :") or title


def tells_to_act(text: str) -> bool:
    """Tell whether a sentence begins with what to do, behind `If …,` and `You should`."""
    bare = _BEFORE_THE_ACT.sub("", text[:_LONGEST_SENTENCE])
    word = _WORD.match(bare.lower())
    return words.is_act(bare) or (word is not None and word[0] in _MORE_ACTS)
