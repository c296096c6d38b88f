#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: shelf
short_description: Manage shelves
deprecated:
  removed_in: 13.0.0
  why: Shelves are managed by M(acme.store.rack) now.
  alternative: Use M(acme.store.rack).
options:
  colour:
    description: Ignored.
    type: str
    deprecated:
      why: Nobody sees it.
      date: "2026-12-31"
  weight:
    description: In kilogrammes.
    type: int
"""


def main():
    module = AnsibleModule(
        argument_spec=dict(
            force=dict(type="bool", removed_in_version="12.0.0", removed_from_collection="acme.store"),
            colour={"type": "str", "removed_at_date": "2026-12-31", "removed_from_collection": "acme.store"},
            path=dict(type="path", aliases=["dest"], deprecated_aliases=[dict(name="dest", version="14.0.0", collection_name="acme.store")]),
            when=dict(type="str", removed_in_version=SOON),
        ),
    )
    if module.params["force"]:
        module.deprecate("Forcing does nothing", date="2026-10-01", collection_name="acme.store")
        module.deprecate("Forcing does nothing", date="2026-10-01", collection_name="acme.store")
    module.deprecate(message, version="13.0.0")
