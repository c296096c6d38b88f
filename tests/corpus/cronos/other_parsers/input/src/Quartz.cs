class Q { object a = CronExpression.Parse("0 3 * * *"); }
