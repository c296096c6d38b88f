"""Ansible: plays, task files, variables; one reading of a file serves every extractor here."""
