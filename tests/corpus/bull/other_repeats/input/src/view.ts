const bull = { repeat: { cron: '0 3 * * *' } };
