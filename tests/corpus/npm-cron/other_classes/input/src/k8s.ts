import { CronJob } from 'cron';

Array.from({});
new CronJob({});
