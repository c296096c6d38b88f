"""One file a benchmark: its docstring says what it asks, `figures` answers."""
