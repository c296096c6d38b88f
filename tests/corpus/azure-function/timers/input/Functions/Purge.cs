class Functions
{
    [Function("Purge")]
    public void Run([TimerTrigger("0 0 2 * * *", RunOnStartup = true)] TimerInfo timer) { }

    [FunctionName(nameof(Report))]
    public void Report([TimerTrigger("%REPORT_SCHEDULE%")] TimerInfo timer) { }

    public void Plain([TimerTrigger(Schedules.Plain)] TimerInfo timer) { }
}
