const bree = 1;

const jobs = [{ name: 'purge', cron: '0 3 * * *' }];
