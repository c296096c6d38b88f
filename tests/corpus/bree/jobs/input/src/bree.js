const Bree = require('bree');

const bree = new Bree({
  jobs: [
    { name: 'purge', cron: '0 3 * * *', timezone: 'UTC' },
    { name: 'poll', interval: '5m' },
    { name: 'sync', interval: 'every 5 minutes' },
    { name: 'night', interval: 'at 12:00 am' },
    { name: 'month', interval: 'every 1st day of month' },
    { name: 'once', timeout: '1m' },
  ],
});
