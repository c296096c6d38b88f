"""Programs in C#: Hangfire, Quartz.NET, Azure Functions, Coravel, Cronos."""
