"""ddd finds when and how a system must be maintained, scores what is missing, and writes the runbooks and the alerts.

The same results as the commands, for Python:

>>> import ddd
>>> extractor = ddd.TemporalMaintenanceExtractor("examples/ansible_baseline")
>>> [schedule.name for schedule in extractor.extract_schedules()]  # doctest: +SKIP
"""

from __future__ import annotations

from ddd.version import __version__

TYPE_CHECKING = False  # `typing` takes longer to import than all that `ddd --version` needs
if TYPE_CHECKING:
    from ddd.api import TemporalMaintenanceExtractor, generate_runbooks, validate_maintenance_coverage

__all__ = [
    "TemporalMaintenanceExtractor",
    "__version__",
    "generate_runbooks",
    "validate_maintenance_coverage",
]


def __getattr__(name: str) -> object:
    """Import the API when it is first asked for: `ddd --version` needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module 'ddd' has no attribute {name!r}")
    from ddd import api

    found: object = getattr(api, name)
    return found
