"""Empties the cache of the shop."""

DOCUMENTATION = """
module: shop_cache
short_description: Empties the cache of the shop
description:
  - Empties the cache of the shop.
options:
  name:
    description: What it is called.
    type: str
"""

EXAMPLES = """
- name: Use it
  shop_cache:
    name: spring
"""

RETURN = """
changed:
  description: Whether anything changed.
  type: bool
"""
