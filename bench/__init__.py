"""How fast ddd is, as ratios to other tools on the same files in the same run: `make bench`, `docs/performance.md`."""
