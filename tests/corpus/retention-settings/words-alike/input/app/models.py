def prune(retention_days=30):
    keep_daily = 7
    return retention_days
