using Cronos;

class Worker
{
    CronExpression nightly = CronExpression.Parse("0 3 * * *");
    CronExpression hour25 = CronExpression.Parse("0 25 * * *");
    CronExpression fourFields = CronExpression.Parse("0 4 * *");
    CronExpression nothing = CronExpression.Parse();
    CronExpression cutOff = CronExpression.Parse("0 5 * *
