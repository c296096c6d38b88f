import schedule
from schedule import every, repeat

TIME = "06:15"
schedule.every().monday.at("03:00", "Europe/Paris").do(sweep)
schedule.every(10).minutes.do(poll)
schedule.every(5).to(10).seconds.do(sample)
schedule.every().hour.at(":30").do(count)
schedule.every().day.at(TIME).tag("daily").do(report, "all")
every(days_between()).days.do(odd)
every().day.at(time_of("x")).do(odd_time)


@repeat(every(2).weeks)
def archive():
    pass
