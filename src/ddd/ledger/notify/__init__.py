"""Tells people: what is to be sent stands in the outbox first, then a channel takes it, as often as it needs."""
