CRONJOBS = [
    ("0 3 * * *", "shop.cron.sweep
