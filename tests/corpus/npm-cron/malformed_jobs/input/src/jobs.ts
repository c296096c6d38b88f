import { CronJob } from 'cron';

new CronJob('0 0 3 * * *', purge, null, true, 'Europe/Paris');
new CronJob('0 0 25 * * *', hour25);
new CronJob('0 0 4 * * *', zone, null, true, 'Europe/Atlantis');
new CronJob(5, number);
new CronJob();
CronJob.from({ onTick: noTime });
CronJob.from({ cronTime: '0 4 *
