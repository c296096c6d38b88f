const cronJobs = 1;
const crons = cronJobs();
crons.cron('x', '0 3 * * *');
