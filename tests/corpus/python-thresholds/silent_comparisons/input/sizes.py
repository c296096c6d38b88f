LAG_CRITICAL = 5
LAG_CRITICAL = 6


def sizes(cpu_count, disk_usage, names, lag, usage, limit):
    if cpu_count > 4:
        warn("many")
    if disk_usage > 80:
        disk_usage = 80
    if len(names) > 3:
        warn("many names")
    if lag > 0:
        warn("late")
    if usage > limit:
        warn("unknown limit")
    if 10 < usage < 90:
        warn("a range is no limit")
    # if disk_usage > 90: alert("commented out")
