"""Programs in Python: the schedulers they carry in themselves, one file a family of systems."""
