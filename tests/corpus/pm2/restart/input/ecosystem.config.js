module.exports = {
  apps: [
    { name: 'web', script: 'server.js', cron_restart: '0 3 * * *' },
    { name: 'api', script: 'api.js', cron_restart: '0' },
  ],
};
