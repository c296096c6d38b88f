const Bree = require('bree');

const bree = new Bree({
  jobs: [
    { name: 'purge', cron: '0 3 * * *' },
    { name: 'hour 25', cron: '0 25 * * *' },
    { name: 'list', cron: ['0 4 * * *'] },
    { name: 'empty', interval: '' },
    { name: 'null', interval: null },
    { name: 'cut off', cron: '0 5 * *
