CRONJOBS = [
    ("0 25 * * *", "shop.cron.hour_25"),
    ("0 4 * *", "shop.cron.four_fields"),
    (5, "shop.cron.number"),
    ("0 5 * * *",),
    (),
    None,
    ("0 3 * * *", "shop.cron.sweep"),
]
