import { cronJobs } from 'convex/server';

report.daily('x', { hourUTC: 3, minuteUTC: 0 });
cronJobs();
