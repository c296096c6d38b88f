import schedule

schedule.every().monday.at("03:00).do(sweep)
