const { schedule } = require('node-cron');

const task = schedule('*/10 * * * * *', function () {}, { scheduled: false, timezone: zone });
