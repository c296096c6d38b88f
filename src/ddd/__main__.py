"""`python -m ddd` is `ddd`."""

from ddd.cli import main

main()
