const schedule = require('node-schedule');

schedule.scheduleJob('purge', '0 3 * * *', purge);
schedule.scheduleJob('hour 25', '0 25 * * *', purge);
schedule.scheduleJob({ hour: 25 }, hour25);
schedule.scheduleJob({ hour: 'three' }, word);
schedule.scheduleJob({}, empty);
schedule.scheduleJob();
schedule.scheduleJob({ hour: 3, minute: 
