DOCUMENTATION = r"""
module: rack
deprecated:
"""
# removed_in_version="1.0.0"
TEXT = "removed_in_version"
DOCUMENTATION = BASE + TEXT
module.deprecate()
warn.deprecated("no version")
