"""Reads the schedulers that Python programs carry in themselves, one file a family of systems."""
