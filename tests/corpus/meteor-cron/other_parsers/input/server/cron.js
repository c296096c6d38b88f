SyncedCron.config({ log: true });
reader.text('every 2 hours');
other.add({ schedule: (p) => p.text('every 2 hours') });
SyncedCron.add({ schedule: (p) => p.text() });
