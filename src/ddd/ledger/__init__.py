"""Remembers: what is to be done on which asset, what was done and who says so, and what is due now.

- `words.py`: the words that are stored.
- `rules/`: pure; when something is due again, how it stands, what overlaps. No storage, no clock.
- `store/`: tables, migrations, and the one way to read and write them.
- one room a subject: `programme`, `people`, `assets`, `schedules`, `log`, `proofs`, `visits`, `windows`, `check`,
  `notices`, `figures`, `audit`. A room's functions take a session of the store, who asks, and what time it is.

Data flows `rules` -> `store` -> rooms -> `ddd.cli`. Times are aware and in UTC, to the second.
"""
