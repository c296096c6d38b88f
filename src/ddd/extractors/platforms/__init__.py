"""Hosting platforms: the cron jobs their configuration files ask for."""
