const payload = { schedule: [{ cron: '0 3 * * *' }] };
