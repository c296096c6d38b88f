import { cronJobs } from 'convex/server';

const crons = cronJobs();
crons.daily('purge', { hourUTC: 3, minuteUTC: 0 }, internal.logs.purge);
crons.daily('hour 25', { hourUTC: 25, minuteUTC: 0 }, internal.logs.purge);
crons.daily('words', { hourUTC: 'three', minuteUTC: null }, internal.logs.purge);
crons.weekly('no such day', { dayOfWeek: 'caturday', hourUTC: 1, minuteUTC: 2 }, internal.report);
crons.cron('four fields', '0 4 * *', internal.raw);
crons.daily();
crons.interval('cut off', { minutes: 3
