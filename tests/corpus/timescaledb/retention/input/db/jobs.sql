SELECT add_retention_policy('log', INTERVAL '30 days');
CREATE FUNCTION add_job(proc regproc, schedule_interval interval);
-- SELECT add_job('purge', '1 day');
SELECT add_job();
SELECT add_continuous_aggregate_policy('v', '1 day');
