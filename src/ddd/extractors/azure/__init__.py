"""Microsoft Azure: templates of its Resource Manager."""
