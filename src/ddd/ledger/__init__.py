"""Remembers: what is to be done on which asset, what was done and who says so, and what is due now.

- `words.py`: the words that are stored. `actor.py`: who asks, and what they may do. `audit.py`: every change, chained.
- `rules/`: pure; when something is due again, how it stands, what overlaps. No storage, no clock.
- `store/`: tables, migrations, and the one way to read and write them.
- `registers/`: assets, people, contracts, schedules. `programme/`: what a repository's plan makes of these.
- `work/`: the log, its proofs, `ddd run` and its spool. `planning/`: visits, windows, bookings.
- `check.py`: what is due, whom that concerns. `notify/`: the outbox and its channels.
- `figures/`: what Prometheus is told.
- `reporting/`, `trail.py`: what people ask afterwards. `upkeep.py`: copies and checks of the ledger itself.

A room's functions take a session of the store, who asks, and what time it is. Data flows `rules` -> `store` -> rooms ->
`ddd.cli`. Times are aware and in UTC, to the second.
"""
