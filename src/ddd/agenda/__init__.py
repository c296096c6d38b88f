"""Knows what falls due when: a Plan laid out over days, in a zone. Pure; the day is an argument."""
