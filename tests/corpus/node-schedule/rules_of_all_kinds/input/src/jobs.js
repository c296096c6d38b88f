const schedule = require('node-schedule');

schedule.scheduleJob('purge', '0 3 * * *', purge);
schedule.scheduleJob({ rule: '0 4 * * *', tz: 'UTC' }, report);
schedule.scheduleJob({ hour: 14, minute: 30, dayOfWeek: 0 }, sunday);
const rule = new schedule.RecurrenceRule();
rule.hour = 3;
rule.minute = 0;
rule.month = [0, new schedule.Range(5, 7), new schedule.Range(8, 10, 2)];
rule.tz = 'Asia/Tokyo';
schedule.scheduleJob(rule, () => quarter());
schedule.scheduleJob({ hour: settings.hour }, open);
schedule.scheduleJob({ hour: new schedule.Range(settings.a) }, open);
