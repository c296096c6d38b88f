"""Counts what is there."""

import os


class Shelf:
    """A place for goods."""

    def __init__(self, size):
        self.size = size

    def free(self):
        """Return how much still fits."""

        def inner():
            return 0

        return self.size - inner()

    def _grow(self):
        self.size += 1

    async def fill(self):
        self.size = 0

    class Label:
        pass


class _Hidden:
    def shown(self):
        pass


def count(shelves):
    return len(shelves)
