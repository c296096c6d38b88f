"""Continuous integration and dependency bots: what a forge or a build server starts by the clock."""
