cron.schedule('0 3 * * *', purge);
