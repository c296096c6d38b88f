-- SELECT cron.schedule('old', '0 4 * * *', 'VACUUM');
SELECT cron.schedule('purge', '0 4 * * *', $$DELETE FROM log WHERE at < now() - interval '1 day'$$);
SELECT cron.schedule('30 seconds', 'CALL tick()');
SELECT cron.schedule_in_database('vacuum', '0 5 $ * *', 'VACUUM', 'shop');
SELECT cron.schedule(
  job_name := 'named',
  schedule => '5 5 * * *',
  command => 'SELECT refresh()'
);
SELECT cron.schedule('gone', '0 6 * * *', 'SELECT 1');
SELECT cron.unschedule('gone');
DO $do$ BEGIN PERFORM cron.schedule('open', plan, 'SELECT 1'); END $do$;
