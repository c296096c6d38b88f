using Quartz;

class Jobs { void Go() { b.WithSimpleSchedule(x => x.WithIntervalInHours(1).WithRepeatCount(3)); b.WithCronSchedule(); } }
