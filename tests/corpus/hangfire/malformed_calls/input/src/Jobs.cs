using Hangfire;

class Jobs
{
    void Register()
    {
        RecurringJob.AddOrUpdate("purge", () => Purge(), Cron.Daily(3));
        RecurringJob.AddOrUpdate("hour 25", () => Purge(), Cron.Daily(25));
        RecurringJob.AddOrUpdate("words", () => Purge(), "now and then");
        RecurringJob.AddOrUpdate("null", () => Purge(), null);
        RecurringJob.AddOrUpdate();
        RecurringJob.AddOrUpdate("cut off", () => Purge(), "0 4 * *
