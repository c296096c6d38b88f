const plan = Schedule.cron({ hour: '4' });
const speed = { rate: 'rate(of change)', text: 'rate(1 day)' };
console.log("usage: --every 'rate(1 day)'");
