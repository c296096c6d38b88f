backup_schedule = {{ schedule }}
other_schedule = "rate(1 day)
