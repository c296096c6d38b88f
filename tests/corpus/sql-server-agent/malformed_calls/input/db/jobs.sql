EXEC msdb.dbo.sp_add_schedule @schedule_name = N'Nightly', @freq_type = 4, @freq_interval = 1, @active_start_time = 30000;
EXEC msdb.dbo.sp_add_schedule @schedule_name = N'Hour 25', @freq_type = 4, @freq_interval = 1, @active_start_time = 250000;
EXEC msdb.dbo.sp_add_schedule @schedule_name = N'No such type', @freq_type = 5, @freq_interval = 1;
EXEC msdb.dbo.sp_add_schedule @schedule_name = N'Day 45', @freq_type = 16, @freq_interval = 45;
EXEC msdb.dbo.sp_add_schedule @schedule_name = N'No day', @freq_type = 8, @freq_interval = 0;
EXEC msdb.dbo.sp_add_schedule;
EXEC msdb.dbo.sp_add_schedule @schedule_name = N'Cut off', @freq_type = 
