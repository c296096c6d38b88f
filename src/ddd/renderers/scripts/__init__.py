"""The shell scripts: each prints what it would do, and does it with `--run`."""
