import { schedules } from '@trigger.dev/sdk/v3';

export const purge = schedules.task({ id: 'purge', cron: '0 3 * * *', run: async () => {} });
export const report = schedules.task({ id: 'report', cron: { pattern: '0 6 * * 1', timezone: 'Asia/Tokyo' } });
