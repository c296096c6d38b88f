import { Queue } from 'bullmq';

const queue = new Queue('mail');
queue.add('purge', {}, { repeat: { pattern: '0 3 * * *' } });
queue.add('hour 25', {}, { repeat: { pattern: '0 25 * * *' } });
queue.add('list', {}, { repeat: { pattern: ['0 4 * * *'] } });
queue.add('empty', {}, { repeat: {} });
queue.add('word', {}, { repeat: 'daily' });
queue.upsertJobScheduler();
queue.upsertJobScheduler('cut off', { every: 
