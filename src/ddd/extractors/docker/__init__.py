"""Containers: schedules in labels, environments and commands of Compose files, and crontabs an image is built with."""
