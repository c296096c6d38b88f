"""Prometheus and its relatives: alerting rules, mixins, objectives, the routes of the Alertmanager."""
