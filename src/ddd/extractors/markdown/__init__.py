"""Markdown: procedures written for people."""
