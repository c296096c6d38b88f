# rufus
list.every { |x| x }
scheduler.cron('0 3 * * *')
