"""What Prometheus and Alertmanager are given: rules, where their metrics come from, the proof of them, routes."""
