const rule = new aws.cloudwatch.EventRule('sweep', { scheduleExpression: 'rate(1 day)' });
const functions = {
  report: { handler: 'report.run', events: [{ schedule: { rate: ['cron(0 8 ? * MON *)', 'rate(2 days)'] } }] },
};
