"""Binds a book with a person's own templates, which nobody has read: in a sandbox, in a process that has limits."""
