const cron = require('node-cron');

// cron.schedule('0 3 * * *', purge);
calendar.schedule('0 3 * * *');
cron.schedule();
setInterval(purge, 1000);
cron.validate('0 3 * * *');
