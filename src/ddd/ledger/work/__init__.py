"""What was done: the log, its proofs, and commands that run under its eyes."""
