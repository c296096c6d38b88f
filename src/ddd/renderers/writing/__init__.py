"""Puts artifacts into a folder without losing what people wrote there."""
