"""The proof of the alert rules: promtool runs their cases, and runs them again on rules that are wrong in one place."""
