"""Creates a user of the shop."""

DOCUMENTATION = """
module: shop_user
short_description: Creates a user of the shop
description:
  - Creates a user of the shop.
options:
  name:
    description: What it is called.
    type: str
"""

EXAMPLES = """
- name: Use it
  shop_user:
    name: spring
"""

RETURN = """
changed:
  description: Whether anything changed.
  type: bool
"""
