# Ansible
DOCUMENTATION = (
