"""Reads a folder: which files there are, which extractors have business in them, each file once."""
