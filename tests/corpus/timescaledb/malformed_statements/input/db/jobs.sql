SELECT add_job('purge', '1 day');
SELECT add_job('words', 'now and then');
SELECT add_job('number', 5);
SELECT add_job('nothing', NULL);
SELECT add_job('empty', '');
SELECT add_job();
SELECT add_job('cut off', '2 hrs);
