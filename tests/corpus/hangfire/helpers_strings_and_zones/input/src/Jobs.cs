using Hangfire;


class Jobs
{
    const string Night = "30 2 * * *";

    void Register(IRecurringJobManager manager)
    {
        RecurringJob.AddOrUpdate<Store>("purge", s => s.Purge(), Cron.Daily(3), new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
        RecurringJob.AddOrUpdate("report", () => Report(), Night, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
        RecurringJob.AddOrUpdate(() => Poll(), Cron.Hourly);
        RecurringJob.AddOrUpdate("local", () => Poll(), Cron.MinuteInterval(15), TimeZoneInfo.Local);
        RecurringJob.AddOrUpdate("mine", () => Poll(), Cron.Monthly(1, 2), settings.TimeZone);
        manager.AddOrUpdate("week", () => Week(), Cron.Weekly(DayOfWeek.Monday, 4));
        recurringJobManager.AddOrUpdate("never", () => Week(), Cron.Never());
        RecurringJob.AddOrUpdate("open", () => Week(), options.Cron);
        RecurringJob.AddOrUpdate("open2", () => Week(), Cron.Daily(hour));
    }
}
