CREATE FUNCTION cron.schedule(schedule text, command text) RETURNS bigint;
GRANT EXECUTE ON FUNCTION cron.schedule(text, text) TO app;
/* SELECT cron.schedule('a', '0 3 * * *', 'x'); */
SELECT cron.schedule('only');
SELECT cron.schedule(job_name := 'a', command := 'x');
SELECT cron.unschedule(