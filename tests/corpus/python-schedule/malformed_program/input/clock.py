import schedule
from schedule import every

schedule.every().monday.at("03:00").do(sweep)
schedule.every().day.at("25:00").do(hour_25)
schedule.every().day.at("noonish").do(word)
schedule.every("ten").minutes.do(number_in_words)
schedule.every(5).do(no_unit)
schedule.every().caturday.do(no_such_day)
every().day.at(None).do(nothing)
