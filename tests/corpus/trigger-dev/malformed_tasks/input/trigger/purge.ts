import { schedules } from '@trigger.dev/sdk/v3';

export const purge = schedules.task({ id: 'purge', cron: '0 3 * * *' });
export const hour25 = schedules.task({ id: 'hour-25', cron: '0 25 * * *' });
export const number = schedules.task({ id: 'number', cron: 5 });
export const noPattern = schedules.task({ id: 'no-pattern', cron: { timezone: 'Asia/Tokyo' } });
export const nothing = schedules.task();
export const cutOff = schedules.task({ id: 'cut-off', cron: { pattern: '0 6 *
