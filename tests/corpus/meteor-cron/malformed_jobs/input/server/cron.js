SyncedCron.add({ name: 'Night', schedule: (parser) => parser.cron('0 3 * * *'), job() {} });
SyncedCron.add({ name: 'Hour 25', schedule: (parser) => parser.cron('0 25 * * *'), job() {} });
SyncedCron.add({ name: 'Word', schedule: 'every 2 hours', job() {} });
SyncedCron.add({ name: 'Nothing', schedule: (parser) => parser.text(), job() {} });
SyncedCron.add({ name: 'No schedule', job() {} });
SyncedCron.add();
SyncedCron.add({ name: 'Cut off', schedule: (parser) => parser.text('every 2
