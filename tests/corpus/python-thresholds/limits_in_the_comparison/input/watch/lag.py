def watch(lag_seconds, days_left, cpu_temperature, swap_used_percent):
    if lag_seconds > 300:
        raise RuntimeError("the copy is late")
    if 14 > days_left:
        notify("the certificate ends")
    if cpu_temperature >= 85.5:
        logger.critical("too hot")
    elif swap_used_percent > 60:
        page(swap_used_percent)
