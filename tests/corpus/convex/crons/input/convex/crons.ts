import { cronJobs } from 'convex/server';

const crons = cronJobs();
crons.daily('purge', { hourUTC: 3, minuteUTC: 0 }, internal.logs.purge);
crons.hourly('poll', { minuteUTC: 5 }, internal.poll);
crons.weekly('report', { dayOfWeek: 'monday', hourUTC: 1, minuteUTC: 2 }, internal.report);
crons.monthly('bill', { day: 1, hourUTC: 16, minuteUTC: 0 }, internal.bill);
crons.interval('tick', { minutes: 30 }, internal.tick);
crons.cron('raw', '0 4 * * 1', internal.raw);
crons.daily('open', settings, internal.open);
crons.interval('never', {}, internal.open);
export default crons;
