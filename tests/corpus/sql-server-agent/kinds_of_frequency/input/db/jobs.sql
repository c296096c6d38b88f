EXEC msdb.dbo.sp_add_schedule @schedule_name = N'Nightly', @enabled = 1, @freq_type = 4, @freq_interval = 1, @active_start_time = 30000;
EXEC msdb.dbo.sp_add_jobschedule @job_id = @jobId, @name = N'Weekly', @enabled = 0, @freq_type = 8, @freq_interval = 3,
  @freq_recurrence_factor = 2, @active_start_time = 10000
GO
EXEC [msdb].[dbo].[sp_add_schedule] @schedule_name = 'Second Monday', @freq_type = 32, @freq_interval = 2, @freq_relative_interval = 2, @freq_recurrence_factor = 1;
EXEC sp_add_schedule @schedule_name = 'Quarters', @freq_type = 4, @freq_interval = 1, @freq_subday_type = 4, @freq_subday_interval = 15;
EXEC sp_add_schedule @schedule_name = 'Hours', @freq_type = 4, @freq_interval = 1, @freq_subday_type = 8, @freq_subday_interval = 6;
EXEC sp_add_schedule @schedule_name = 'Two hours', @freq_type = 4, @freq_interval = 1, @freq_subday_type = 4, @freq_subday_interval = 120;
EXEC sp_add_schedule @schedule_name = 'Mid month', @freq_type = 16, @freq_interval = 15, @active_start_time = 221530;
EXEC sp_add_schedule @schedule_name = 'Last workday', @freq_type = 32, @freq_interval = 9, @freq_relative_interval = 16;
EXEC sp_add_schedule @schedule_name = 'Once', @freq_type = 1, @active_start_date = 20300101;
EXEC sp_add_schedule @schedule_name = 'Start', @freq_type = 64;
EXEC sp_add_schedule @schedule_name = 'Open', @freq_type = @type
