# Ansible
