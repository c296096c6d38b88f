Nightly(hour=3)
