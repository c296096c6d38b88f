"""Databases: pg_cron, TimescaleDB, MySQL, SQL Server Agent, Oracle, Snowflake."""
