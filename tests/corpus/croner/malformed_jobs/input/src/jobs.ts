import { Cron } from 'croner';

new Cron('0 3 * * *', purge);
new Cron('0 25 * * *', hour25);
new Cron('0 4 * *', fourFields);
new Cron();
new Cron(null, nothing);
new Cron('0 5 * * *', { timezone: 
