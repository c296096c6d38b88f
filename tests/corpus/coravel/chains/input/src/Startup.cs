using Coravel;

class Startup
{
    void Configure(IScheduler scheduler)
    {
        scheduler.Schedule<Purge>().DailyAt(3, 30).Weekday();
        scheduler.Schedule(() => Poll()).EveryMinute().When(() => ready);
        scheduler.ScheduleAsync(async () => await Mail()).Cron("00 1 * * *").Zoned(TimeZoneInfo.Local);
        scheduler.Schedule<Fast>().EveryTenSeconds();
        scheduler.Schedule<Open>().DailyAtHour(settings.Hour);
    }
}
