SELECT add_job('purge', '1 day');
SELECT add_job('sweep', schedule_interval => INTERVAL '2 hrs');
SELECT add_continuous_aggregate_policy('daily',
  start_offset => INTERVAL '1 month',
  schedule_interval => INTERVAL '1 hour');
SELECT add_job('open', every);
SELECT add_job('iso', 'PT1H');
SELECT add_job('odd', '1 day 02:00');
