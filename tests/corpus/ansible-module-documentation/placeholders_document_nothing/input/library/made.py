from ansible.module_utils.basic import AnsibleModule

NAME = "made"
DOCUMENTATION = """
module: %s
short_description: Its text is no literal
""" % NAME
EXAMPLES = f"- {NAME}: now"
RETURN = "Nothing but words"
