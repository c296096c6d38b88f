removed_in_version = (
