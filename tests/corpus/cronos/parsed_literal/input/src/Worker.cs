using Cronos;

class Worker { CronExpression when = CronExpression.Parse("*/5 3 * * *"); }
