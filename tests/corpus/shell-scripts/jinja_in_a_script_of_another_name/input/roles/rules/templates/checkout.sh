#!/bin/sh
set -e
git -C /srv/rules fetch origin
{% if env == 'staging' %}
git -C /srv/rules checkout staging
{% else %}
git -C /srv/rules checkout "{{ rules_branch }}"
{% endif %}
git -C /srv/rules pull
