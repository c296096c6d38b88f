"""Knows the words by which documents tell what a section is for. Data, and its readers."""

from __future__ import annotations

import re
from enum import Enum, auto


class Part(Enum):
    """What a section below a procedure's heading gives it."""

    STEPS = auto()
    BEFORE = auto()
    AFTER = auto()
    BACK = auto()
    FAILURE = auto()
    WHO = auto()
    DURATION = auto()
    PURPOSE = auto()


_PARTS = (
    (
        Part.BEFORE,
        r"(?: pre-?requisites? | pre-?conditions? | pre-?(?:flight)?[ -]?checks?"
        r" | before[ ](?:you|we)[ ](?:begin|start)"
        r" | before[ ]starting | requirements | preparations? | what[ ]you[ ]need )",
    ),
    (
        Part.AFTER,
        r"(?: verify(?:ing)? | verifications? | validat(?:e|ing|ion) | post-?(?:conditions?|checks?)"
        r" | smoke[ ]?tests?"
        r" | how[ ]to[ ](?:check|verify|tell) | check[ ](?:that|whether|if|the[ ]result|it)\b.* | confirm(?:ing|ation)?"
        r" | (?:testing|checking)[ ](?:it|the[ ]result)s? | acceptance[ ](?:tests?|criteria) | afterwards"
        r" | after[ ]a[ ]run"
        r" | expected[ ](?:results?|outcome) ) (?:\b.*)?",
    ),
    (
        Part.BACK,
        r"(?: roll(?:ing)?[ -]?backs? | revert(?:ing)? | back(?:ing)?[ -]out | undo(?:ing)? | way[ ]back"
        r" | how[ ]to[ ](?:roll[ ]?back|revert|undo) | downgrad(?:e|ing) ) (?:\b.*)?",
    ),
    (
        Part.FAILURE,
        r"(?: if[ ](?:it|this|that|something|anything|the[ ]\w+)[ ](?:fails|goes[ ]wrong|does[ ]not[ ]work)\b.*"
        r" | in[ ]case[ ]of[ ](?:failure|errors?|problems?) | on[ ]failure | when[ ]it[ ]fails | trouble-?shooting"
        r" | failure[ ](?:modes?|handling) | known[ ](?:problems|failures) )",
    ),
    (
        Part.WHO,
        r"(?: owners? | maintainers? | contacts? | escalations?(?:[ ]path)? | on-?call | who[ ]to[ ](?:call|ask))",
    ),
    (Part.DURATION, r"(?: duration | estimated[ ](?:time|duration) | time[ ]needed | how[ ]long[ ]it[ ]takes )"),
    (
        Part.PURPOSE,
        r"(?: purpose | summary | overview | description | when[ ]to[ ]use[ ]this.* | about | scope | goal )",
    ),
    (
        Part.STEPS,
        r"(?: (?:the[ ])? (?:procedures? | steps? | instructions?) (?:[ ](?:to|for)\b.*)?"
        r" | (?:the[ ])? runbook | walkthrough"
        r" | remediation | resolution | mitigation | what[ ]to[ ]do )",
    ),
)
_PART_PATTERNS = [(part, re.compile(pattern + r"\s*:?", re.VERBOSE | re.IGNORECASE)) for part, pattern in _PARTS]

_OF_STEPS = re.compile(
    r"procedure|step|instruction|runbook|walkthrough|remediation|resolution|mitigation|what to do", re.IGNORECASE
)
"""Each title of `Part.STEPS` holds one of these."""

_NUMBERED = re.compile(
    r"(?:step|phase)?\s*[0-9]{1,2}\s*[.:)–-]?\s+(?P<rest>\S.*)|(?:step|phase)\s+[0-9]+", re.IGNORECASE
)

_OPERATION = re.compile(
    r"""\b (?:
      restor(?:e|es|ing|ation) | back(?:ing)?[ -]?up(?:s|ing)? | rotat(?:e|ing|ion) | renew(?:al|ing|s)?
    | (?:up|down)grad(?:e|es|ing) | updat(?:e|es|ing) | patch(?:es|ing)? | (?:re)?deploy(?:s|ing|ment)?
    | recover(?:y|ing)? | (?:fail|switch)[ -]?(?:over|back) | runbooks? | procedures? | maintenance | maintaining
    | check(?:s|ing)? | verify(?:ing)? | clean(?:s|ing)?(?:[ -]?up)? | restart(?:s|ing)? | reboot(?:s|ing)?
    | (?:re)?start(?:ing)?[ ]and[ ]stop(?:ping)? | stop(?:ping)? | shut(?:ting)?[ -]?down
    | prun(?:e|ing) | purg(?:e|ing)
    | vacuum(?:ing)? | compact(?:ing|ion)? | archiv(?:e|ing) | migrat(?:e|es|ing|ion) | decommission(?:ing)?
    | drain(?:ing)? | reindex(?:ing)? | rebuild(?:ing)? | resync | re-?issu(?:e|ing) | revok(?:e|ing) | incidents?
    | outages? | disaster | emergency | replac(?:e|ing) | expand(?:ing)? | resiz(?:e|ing)
    | scal(?:e|ing)[ ](?:up|down|out)
    | free(?:ing)?[ ](?:up[ ])?(?:disk[ ])?space | roll(?:ing)?[ ]?(?:back|out) | audit(?:s|ing)? | review(?:s|ing)?
    | how[ ]to | promot(?:e|ing) | reset(?:ting)? | repair(?:ing)? | remov(?:e|ing) | delet(?:e|ing) | import(?:ing)?
    ) \b""",
    re.VERBOSE | re.IGNORECASE,
)

# Sections in which nothing is an operation, and neither is anything below them.
_BUILDING = re.compile(
    r"""\b (?:
      install(?:ation|ing)? (?!ed) | getting[ ](?:started|the) | quick[ -]?start | contribut(?:e|ing|ions?|ors?)
    | develop(?:e?ment|ing|ers?)? | hacking | change[ ]?log | release[ ]notes | what's[ ]new
    | licen[sc]e | code[ ]of[ ]conduct
    | api | testing | tests | unit[ ]tests | pull[ ]requests? | coding | tutorial | examples? | acknowledge?ments?
    | frequently | faq | roadmap | bug[ ]reports? | prerequisites[ ]for[ ]dev\w* | local[ ]environment | style[ ]guide
    | releasing | (?:cut(?:ting)?|mak(?:e|ing))[ ]a[ ](?:new[ ])?release
    | release[ ](?:process|procedure|steps|checklist)
    | bootstrap(?:ping)? | set(?:ting)?[ -]?up | (?:getting|breaking)[ ]changes
    ) \b""",
    re.VERBOSE | re.IGNORECASE,
)
# Headings that speak about an operation without being one.
_ABOUT = re.compile(
    r"""(?: \b(?:options|variables|parameters|settings|configuration|config|format|reference|architecture|concepts?
      |policy|policies|history|notes|features?|usage|schema|strateg(?:y|ies)|metrics|alerts?|status|types?|tags|arguments
      |values
      |requirements|limitations|considerations|checks|review|reviews|requests?|hooks?|sources?) | [?] ) $
      | ^(?:how[ ]it[ ]works|how[ ]to[ ](?:use|read|contribute|install|configure|get|see|build|develop|report)\b.*
      | (?:adjusting|configuring|customi[sz]ing|enabling|using|extending|adding|defining|choosing)\b.*) """,
    re.VERBOSE | re.IGNORECASE,
)

_ACTS = frozenset(
    """add adjust announce apply approve ask attach backup block boot bring call change check clean clear close
    compare compact configure confirm connect copy create delete deploy destroy detach disable disconnect
    download drain drop edit enable ensure escalate execute export fail fence find follow generate get give
    go grant identify import increase inform inspect issue kill launch let list load lock log look make mark
    merge monitor mount move navigate notify open page pause perform power promote prune pull purge push put
    raise reboot rebuild reconnect recover reduce reload remove rename renew repair repeat replace request
    resize resolve restart restore resume retrieve revert review revoke roll rotate run save scale schedule
    search select send set shut sign silence ssh start stop submit switch sync take tell terminate test
    trigger turn uncordon unlock unmount update upgrade upload use vacuum verify view wait watch write""".split()  # noqa: SIM905  a list of words reads best as words
)
_OPERATIONS_FOLDER = re.compile(r"(?:.*/)?(?:run-?books?|sops?|procedures|operations|ops)/.*", re.IGNORECASE)
_STEM = 5
_FIRST_WORD = re.compile(r"(?:(?:then|now|next|first|finally|optionally|on \w+|as \w+)[, ]+)*(?P<word>[a-z-]+)")


def part(title: str) -> Part | None:
    """Return what a sub-section of this title gives its procedure; None when it stands for itself."""
    return next((kind for kind, pattern in _PART_PATTERNS if pattern.fullmatch(title.strip())), None)


def numbered(title: str) -> bool:
    """Tell whether a heading is a step itself: `Step 2: drain the node`, `3. Restart`."""
    return _NUMBERED.fullmatch(title.strip()) is not None


def without_number(title: str) -> str:
    """Return the heading of a step without its number: `Drain the node`."""
    match = _NUMBERED.fullmatch(title.strip())
    return match["rest"] if match and match["rest"] else title


def is_operation(title: str) -> bool:
    """Tell whether a heading names something done to a running system."""
    return _OPERATION.search(title) is not None and not is_building(title) and not is_about(title)


def may_be_of_steps(line: str) -> bool:
    """Tell whether a line can hold a title that `is_operation`, or whose `part` is the steps; False is certain."""
    return _OPERATION.search(line) is not None or _OF_STEPS.search(line) is not None


def is_about(title: str) -> bool:
    """Tell whether a heading speaks about an operation without being one: its options, its history."""
    return _ABOUT.search(title.strip()) is not None


def repeats(title: str, above: str) -> bool:
    """Tell whether a heading of one word says again what the one above it says: `Importing` in `Importing a dump`."""
    return len(title) > _STEM and " " not in title and title[:_STEM].lower() in above.lower()


def is_building(title: str) -> bool:
    """Tell whether a heading is about getting or making the software: neither it nor what is below it is operating.

    One that begins with an operation is not: `Importing a dump of another installation`.
    """
    return mentions_building(title) and _OPERATION.match(title) is None


def mentions_building(title: str) -> bool:
    """Tell whether a heading has a word of getting or making the software in it."""
    return _BUILDING.search(title) is not None


def is_act(text: str) -> bool:
    """Tell whether a sentence tells somebody to do something."""
    match = _FIRST_WORD.match(text[:200].lower())
    return match is not None and match["word"] in _ACTS


def is_operations_folder(path: str) -> bool:
    """Tell whether a document stands among runbooks."""
    return _OPERATIONS_FOLDER.fullmatch(path) is not None
