import { Cron } from 'croner';

new Cron('0 3 * * *', { timezone: 'UTC', paused: true }, purge);
const poll = Cron('*/5 * * * *', () => {});
