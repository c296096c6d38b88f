#!/usr/bin/python
# -*- coding: utf-8 -*-
"""Ansible module: fail when an account is unused or has expired."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: account_expiry
short_description: Check when a local account expires and when it was last used
description:
  - Reads C(/etc/shadow) and the last login of one account.
  - Fails when the account has expired or was not used for too long. Changes nothing.
options:
  name:
    description: Name of the account.
    type: str
    required: true
  max_inactive_days:
    description: Days without a login after which the module fails.
    type: int
    default: 90
  warn_days:
    description: Days before the expiry from which on a warning is given.
    type: int
    default: 14
author:
  - Harbour platform team
"""

EXAMPLES = r"""
- name: Check one account
  account_expiry:
    name: deploy
    max_inactive_days: 60
"""

import subprocess
import time

from ansible.module_utils.basic import AnsibleModule

SECONDS_PER_DAY = 86400


def shadow_entry(name):
    with open("/etc/shadow", encoding="utf-8") as handle:
        for line in handle:
            fields = line.rstrip("\n").split(":")
            if fields[0] == name:
                return fields
    return None


def last_login_days(name):
    run = subprocess.run(
        ["lastlog", "--time", "3650", "--user", name], capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        raise OSError(run.stderr.strip() or "lastlog failed")
    if "Never logged in" in run.stdout or len(run.stdout.splitlines()) < 2:
        return None
    stamp = " ".join(run.stdout.splitlines()[1].split()[-5:])
    return int((time.time() - time.mktime(time.strptime(stamp, "%b %d %H:%M:%S %z %Y"))) // SECONDS_PER_DAY)


def main():
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "max_inactive_days": {"type": "int", "default": 90},
            "warn_days": {"type": "int", "default": 14},
        },
        supports_check_mode=True,
    )
    name = module.params["name"]
    today = int(time.time() // SECONDS_PER_DAY)

    if module.params["max_inactive_days"] < 1:
        module.fail_json(msg="max_inactive_days must be at least 1")

    try:
        entry = shadow_entry(name)
    except PermissionError:
        module.fail_json(msg="cannot read /etc/shadow, run with become: true")

    if entry is None:
        module.fail_json(msg=f"account {name} does not exist")

    if len(entry) < 8:
        module.fail_json(msg=f"the shadow entry of {name} is damaged: {len(entry)} fields")

    expires = int(entry[7]) if entry[7] else None
    if expires is not None and expires <= today:
        module.fail_json(msg=f"account {name} expired {today - expires} days ago", expired=True)

    if expires is not None and expires - today <= module.params["warn_days"]:
        module.warn(f"account {name} expires in {expires - today} days")

    try:
        unused = last_login_days(name)
    except (OSError, ValueError) as error:
        module.fail_json(msg=f"cannot tell when {name} logged in: {error}")

    if unused is not None and unused > module.params["max_inactive_days"]:
        module.fail_json(msg=f"account {name} was not used for {unused} days", inactive_days=unused)

    module.exit_json(changed=False, inactive_days=unused, expires=expires)


if __name__ == "__main__":
    main()
