# Ansible
DOCUMENTATION = """
module: no_yaml
short_description: [Rotate
"""
EXAMPLES = """
- no_yaml: [never closed
"""
