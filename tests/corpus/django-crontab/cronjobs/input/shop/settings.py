from shop.cron import report

NIGHT = "0 3 * * *"
CRONJOBS = [
    (NIGHT, "shop.cron.sweep", ">> /var/log/sweep.log"),
    ("*/10 * * * *", "shop.cron.poll"),
    # ("0 0 * * *", "shop.cron.old"),
]
CRONJOBS += [("@weekly", report), "no job"]
