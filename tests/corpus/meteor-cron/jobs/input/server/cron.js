SyncedCron.add({
  name: 'Purge',
  schedule: (parser) => parser.text('every 2 hours'),
  job() {},
});
SyncedCron.add({ name: 'Night', schedule: (parser) => parser.cron('0 3 * * *'), job() {} });
