# disable once the migration is over
count = 1 # delete by Dec 2026
