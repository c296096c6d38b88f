#!/usr/bin/python
# -*- coding: utf-8 -*-

from __future__ import annotations

DOCUMENTATION = r"""
---
module: volume_snapshot
short_description: Make an LVM snapshot before a risky change
options:
  volume:
    type: str
    required: true
  size:
    type: str
    default: 2G
"""

# TODO: examples

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(
        argument_spec={
            "volume": {"type": "str", "required": True},
            "size": {"type": "str", "default": "2G"},
        }
    )
    lvcreate = module.get_bin_path("lvcreate")
    if not lvcreate:
        module.fail_json(msg="lvcreate is not installed")
    volume = module.params["volume"]
    rc, _, err = module.run_command([lvcreate, "-s", "-n", "before-change", "-L", module.params["size"], volume])
    if rc == 5:
        module.fail_json(msg=f"not enough free extents for a snapshot of {volume}", rc=rc)
    if rc != 0:
        module.fail_json(msg=f"lvcreate failed: {err}", rc=rc)
    module.exit_json(changed=True)


if __name__ == "__main__":
    main()
