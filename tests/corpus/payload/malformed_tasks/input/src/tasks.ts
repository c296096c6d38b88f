import type { TaskConfig } from 'payload';

export const purge = { slug: 'purge', schedule: [{ cron: '0 3 * * *', queue: 'nightly' }] };
export const hour25 = { slug: 'hour-25', schedule: [{ cron: '0 25 * * *', queue: 'nightly' }] };
export const word = { slug: 'word', schedule: 'daily' };
export const nothing = { slug: 'nothing', schedule: [{ queue: 'nightly' }, null, {}] };
export const cutOff = { slug: 'cut-off', schedule: [{ cron: '0 4
