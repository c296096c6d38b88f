-- EXEC sp_add_schedule @freq_type = 4;
EXEC msdb.dbo.sp_add_job @job_name = N'Nightly';
EXEC sp_add_schedule @schedule_name = 'x';
SELECT 'sp_add_schedule';
