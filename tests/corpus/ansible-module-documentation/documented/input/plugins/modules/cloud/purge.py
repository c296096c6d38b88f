RETURN = """#"""
DOCUMENTATION: str = """
module: purge
description:
  - Remove what is older than it should be.
"""
EXAMPLES = """
# ansible all -m acme.logs.purge
"""
