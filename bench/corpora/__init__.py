"""The trees that are measured: pinned packages, and what is generated from a seed."""
