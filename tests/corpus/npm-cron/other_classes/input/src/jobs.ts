import { CronJob } from './own';

new CronJob('0 3 * * *', purge);
Array.from('0 3 * * *');
