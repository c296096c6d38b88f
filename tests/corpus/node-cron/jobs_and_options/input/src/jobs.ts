import cron from 'node-cron';

const NIGHT = '0 3 * * *';

cron.schedule(NIGHT, () => purge(), { timezone: 'Europe/Paris', name: 'nightly' });
cron.schedule(process.env.REPORT_CRON || '0 6 * * 1', async () => {
  await report();
});
cron.schedule(settings.cron, sweep);
cron.schedule('0 0 * *', broken);
