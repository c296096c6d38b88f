import { CronJob } from 'cron';

const job = new CronJob('0 0 3 * * *', this.purge.bind(this), null, true, 'Europe/Paris');
CronJob.from({ cronTime: '0 4 * * *', onTick: report, timeZone: 'UTC', name: 'report' });
new CronJob(new Date(2030, 1, 1), once);
new CronJob(settings.cron, () => {});
