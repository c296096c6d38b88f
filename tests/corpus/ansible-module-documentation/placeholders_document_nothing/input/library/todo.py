from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: todo
short_description: TODO
options: {}
"""
EXAMPLES = "# TODO"
RETURN = "{}"
