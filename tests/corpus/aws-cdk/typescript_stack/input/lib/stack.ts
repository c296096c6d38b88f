import * as cdk from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';

const EVERY_DAY = 'rate(1 day)';

export class JobsStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    new events.Rule(this, 'Nightly', {
      schedule: events.Schedule.cron({
        // hour: '9' before the summer
        minute: '0',
        hour: '4',
        weekDay: 'MON-FRI',
      }),
      enabled: false,
    });
    new events.Rule(this, 'Careless', { schedule: events.Schedule.cron({ hour: '4' }) });
    new events.Rule(this, 'Monthly', { schedule: events.Schedule.cron({ minute: '0', hour: '1', day: '1' }) });
    new events.Rule(this, 'Daily', { schedule: events.Schedule.expression(EVERY_DAY) });
    new events.Rule(this, 'Given', { schedule: events.Schedule.expression(props.schedule) });
    new events.Rule(this, 'Mixed', { schedule: events.Schedule.expression(`cron(0 ${hour} * * ? *)`) });
    new events.Rule(this, 'Fields', { schedule: events.Schedule.cron({ minute: '0', hour: props.hour }) });
    new events.Rule(this, 'Options', { schedule: events.Schedule.cron(props.options) });
    new events.Rule(this, 'Numbers', { schedule: events.Schedule.cron({ minute: 5, hour: 6 }) });
    new Schedule(this, 'London', {
      schedule: ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: cdk.TimeZone.EUROPE_LONDON }),
    });
    new Schedule(this, 'Riga', {
      schedule: ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: TimeZone.of('Europe/Riga') }),
    });
    new CfnSchedule(this, 'Plain', {
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: 'rate(5 minute)',
      scheduleExpressionTimezone: 'UTC+01:00',
    });
    new CfnSchedule(this, 'Named', {
      scheduleExpression: 'cron(0 7 * * ? *)',
      scheduleExpressionTimezone: 'Europe/London',
    });
    asg.scaleOnSchedule('Down', { schedule: autoscaling.Schedule.cron({ hour: '6', minute: '0' }), minCapacity: 0 });
    const halfDaily = events.Schedule.rate(cdk.Duration.hours(12));
    const once = events.Schedule.rate(Duration.days(1));
    const open = events.Schedule.rate(props.every);
  }
}
