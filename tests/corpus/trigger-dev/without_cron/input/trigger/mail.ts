import { schedules, task } from '@trigger.dev/sdk/v3';

export const mail = schedules.task({ id: 'mail' });
export const one = task({ id: 'one', cron: '0 3 * * *' });
