"""The version of ddd; packaging and the outputs read it here."""

__version__ = "0.1.0"
