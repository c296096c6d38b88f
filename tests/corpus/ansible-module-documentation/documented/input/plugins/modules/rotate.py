DOCUMENTATION = r"""
module: rotate
short_description: Rotate a log file
"""

EXAMPLES = r"""
- name: Rotate the log of the shop
  acme.logs.rotate:
    path: /var/log/shop.log
"""

RETURN = r"""
rotated:
  description: The new name.
  type: str
"""

from ansible.module_utils.basic import AnsibleModule
