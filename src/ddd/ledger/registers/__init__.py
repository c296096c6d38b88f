"""What the ledger knows: assets, people, contracts and the schedules of tasks, and how these stand."""
