// cron_restart: '0 3 * * *'
module.exports = { apps: [{ name: 'web', script: 'server.js' }] };
