# Ansible imports it
