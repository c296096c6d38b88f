"""The cron dialects: a grammar for each, one parser for all, and what some systems write around it."""

from ddd.cadence.cron.grammars import READERS

__all__ = ["READERS"]
