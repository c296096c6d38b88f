SELECT cron.schedule('a', '0 3 * * *', $$ DELETE FROM log
