using Amazon.CDK.AWS.Events;

public class Jobs : Stack
{
    public Jobs(Construct scope, string id) : base(scope, id)
    {
        new Rule(this, "Sweep", new RuleProps {
            Schedule = Schedule.Cron(new CronOptions { Minute = "30", Hour = "1", WeekDay = "MON" })
        });
    }
}
