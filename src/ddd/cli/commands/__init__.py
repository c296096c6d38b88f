"""One module a command: it parses, calls, prints, and gives the exit code. Heavy imports stand inside."""
