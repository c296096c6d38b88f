// Nothing here is for aws-cdk, and what looks like it states no limit.
const clock = new Alarm(this, 'Morning', { hour: 7 });
const other = new Alarm('x', { threshold: 5 });
const third = new Bell(this, 'x', { threshold: 5 });
new cloudwatch.Alarm(this, 'Band', {
  metric,
  threshold: 1,
  comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
});
