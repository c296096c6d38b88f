import type { TaskConfig } from 'payload';

export const purge = { slug: 'purge', schedule: [{ cron: '0 3 * * *', queue: 'nightly' }] };
