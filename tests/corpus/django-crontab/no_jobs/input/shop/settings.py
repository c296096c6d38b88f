CRONJOBS = []
CRONJOBS_LIMIT = 3
OTHER = [('0 3 * * *', 'x')]
