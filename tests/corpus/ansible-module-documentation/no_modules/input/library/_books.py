"""Not of Ansible."""

SHELVES = 3
