"""Knows the notes of a schedule that say: its time is not the same everywhere."""

from __future__ import annotations

OTHER_TIMES = "other times"
"""How the note begins on what another file of the repository says: of some hosts, of another environment."""
OTHER_ENTRIES = "has other entries for some hosts"
"""Stands in the note on a list of jobs that some hosts replace by another one."""
_DRAWN = ("drawn ", "at a time drawn at random")
_HASHED = "the time is chosen by a hash"

SEE = "see the task"


def differs(note: str) -> str:
    """Return in a few words how the time of a schedule with this note differs; empty: not that one knows of."""
    told = note.split("; ")
    if any(one.startswith(OTHER_TIMES) for one in told):
        some = any(one.startswith(f"{OTHER_TIMES} for some hosts") for one in told)
        return f"{OTHER_TIMES} {'for some hosts' if some else 'elsewhere'}: {SEE}"
    if any(one.startswith(_DRAWN) or one.endswith(_HASHED) for one in told):
        return f"the time is drawn: {SEE}"
    return f"other jobs for some hosts: {SEE}" if any(OTHER_ENTRIES in one for one in told) else ""
