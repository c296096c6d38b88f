const schedule = require('node-schedule');

schedule.scheduleJob(new Date(2030, 1, 1), once);
other.scheduleJob('0 3 * * *', purge);
schedule.scheduleJob();
