using Cronos;

class Worker { object a = CronExpression.Parse(text); object b = Date.Parse("0 3 * * *"); }
