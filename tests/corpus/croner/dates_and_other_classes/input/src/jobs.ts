import { Cron } from 'npm:croner@8';

new Cron('2030-01-01T00:00:00', once);
new sst.Cron('0 3 * * *');
new Cron();
