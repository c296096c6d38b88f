import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';

const MAX_AGE = 600;

export class LedgerStack extends Stack {
  constructor(scope, id, threshold) {
    super(scope, id);
    new cloudwatch.Alarm(this, 'TooManyErrors', {
      metric: handler.metricErrors({ period: Duration.minutes(1) }),
      alarmDescription: 'Runbook: https://wiki.acme.org/runbooks/errors',
      // not more than that
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    });
    new Alarm(this, 'Age', {
      alarmName: 'messages-wait-too-long',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/SQS',
        metricName: 'ApproximateAgeOfOldestMessage',
      }),
      threshold: MAX_AGE,
      evaluationPeriods: 1,
    });
    const share = new cloudwatch.MathExpression({
      expression: 'errors / requests',
      usingMetrics: { errors, requests },
    });
    new Alarm(this, 'Share', { metric: share, threshold: props.share, evaluationPeriods: 2, period: Duration.hours(1) });
    new Alarm(this, 'Unnamed', { metric: new Metric(props), threshold: 0.5, evaluationPeriods: periods });
    this.queue.metricApproximateNumberOfMessagesVisible().createAlarm(this, 'Full', {
      threshold,
      evaluationPeriods: 1,
    });
  }
}
