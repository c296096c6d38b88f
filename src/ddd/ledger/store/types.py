"""Column types: moments as whole seconds since 1970, lists as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware time, stored as whole seconds since 1970 (UTC): sums and comparisons are the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """Return the seconds. Raises ValueError for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value}: the ledger stores moments")
        return int(value.timestamp() // 1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """Return the time in UTC."""
        return None if value is None else datetime.fromtimestamp(value, UTC)
