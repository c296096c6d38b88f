using Quartz;

class Jobs
{
    void Configure(IServiceCollectionQuartzConfigurator q)
    {
        q.AddTrigger(o => o.WithIdentity("night").WithCronSchedule("0 0 3 * * ?"));
        q.AddTrigger(o => o.WithIdentity("both days").WithCronSchedule("0 0 3 * * *"));
        q.AddTrigger(o => o.WithIdentity("hour 25").WithSchedule(CronScheduleBuilder.DailyAtHourAndMinute(25, 30)));
        q.AddTrigger(o => o.WithIdentity("number").WithCronSchedule(5));
        q.AddTrigger(o => o.WithIdentity("nothing").WithCronSchedule());
        q.AddTrigger(o => o.WithIdentity("cut off").WithCronSchedule("0 0 4
