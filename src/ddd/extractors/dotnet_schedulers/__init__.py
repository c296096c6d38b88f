"""Schedulers of .NET applications: Hangfire, Quartz.NET, Azure Functions, Coravel, Cronos."""
