import schedule

schedule.run_pending()
every(page).do(read)
robot.every(3).steps.do(turn)
every(3).do(nothing)
schedule.every().day
