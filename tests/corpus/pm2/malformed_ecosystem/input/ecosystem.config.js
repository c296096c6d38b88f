module.exports = {
  apps: [
    { name: 'web', script: 'server.js', cron_restart: '0 3 * * *' },
    { name: 'hour-25', script: 'api.js', cron_restart: '0 25 * * *' },
    { name: 'list', script: 'api.js', cron_restart: ['0 4 * * *'] },
    { name: 'number', script: 'api.js', cron_restart: 5 },
    { name: 'cut-off', script: 'api.js', cron_restart: '0 5 *
