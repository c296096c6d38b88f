import { Queue } from 'bullmq';

const queue = new Queue('mail');
await queue.add('purge', {}, { repeat: { pattern: '0 3 * * *', tz: 'UTC' } });
queue.add('old', {}, { repeat: { cron: '0 4 * * *' } });
queue.add({}, { repeat: { every: 60 * 1000 }, jobId: 'tick' });
queue.upsertJobScheduler('sync', { every: 3600000 }, { name: 'sync-all' });
queue.upsertJobScheduler('open', { every: settings.every });
const weekly = { repeat: { pattern: '0 5 * * 1' } };
scheduleRecurring({ queue, jobName: Jobs.Retention, pattern: '15 3 * * *' });
scheduleRecurring({ queue: 'own', pattern: settings.pattern });
match({ pattern: '0 6 * * *' });
