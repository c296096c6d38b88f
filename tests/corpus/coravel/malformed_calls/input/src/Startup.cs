using Coravel;

class Startup
{
    void Configure(IScheduler scheduler)
    {
        scheduler.Schedule<Purge>().DailyAt(3, 30);
        scheduler.Schedule<Hour25>().DailyAt(25, 0);
        scheduler.Schedule<FourFields>().Cron("00 1 * *");
        scheduler.Schedule<Words>().DailyAtHour("three");
        scheduler.Schedule<NoArguments>().DailyAt();
        scheduler.Schedule<CutOff>().Cron("00 2 * *
