using Hangfire;

class Cache { void Go() { map.AddOrUpdate("k", 1, (a, b) => 2); RecurringJob.AddOrUpdate(x); RecurringJob.AddOrUpdate(); } }
