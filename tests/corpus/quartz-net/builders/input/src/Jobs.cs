using Quartz;

class Jobs
{
    const string Night = "0 0 3 * * ?";

    void Configure(IServiceCollectionQuartzConfigurator q)
    {
        q.AddTrigger(o => o.ForJob(key).WithIdentity("night")
            .WithCronSchedule(Night, x => x.InTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"))));
        TriggerBuilder.Create().WithIdentity("hourly")
            .WithSimpleSchedule(x => x.WithIntervalInHours(1).RepeatForever()).Build();
        b.WithSimpleSchedule(x => x.WithInterval(TimeSpan.FromMinutes(5)).RepeatForever());
        b.WithSimpleSchedule(x => x.WithInterval(settings.Every).RepeatForever());
        b.WithSchedule(CronScheduleBuilder.WeeklyOnDayAndHourAndMinute(DayOfWeek.Monday, 3, 0));
        b.WithSchedule(CronScheduleBuilder.DailyAtHourAndMinute(3, 30).InTimeZone(TimeZoneInfo.Utc));
        b.WithSchedule(CronScheduleBuilder.DailyAtHourAndMinute(hour, 30));
        b.WithSchedule(SimpleScheduleBuilder.RepeatMinutelyForever());
    }

    void Register(string cron)
    {
        q.AddTrigger(o => o.WithCronSchedule(cron));
    }
}
