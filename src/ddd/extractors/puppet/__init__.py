"""Puppet: cron resources, timers, logrotate rules, the files manifests install, and the values hiera gives them."""
