const cron = require('node-cron');

const RHYTHM = process.env.NODE_ENV === 'production' ? '0 3 * * *' : '*/5 * * * *';

cron.schedule(RHYTHM, exportOrders);
cron.schedule(process.env.NODE_ENV === 'development' ? '* * * * *' : '0 4 * * 1', sendReport);
cron.schedule(isMain ? '0 5 1 * *' : null, closeBooks);
cron.schedule(isMain ? pick() : null, guess);
