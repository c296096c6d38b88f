"""Reads the schedulers of Ruby and Rails: their programs and their YAML files."""
