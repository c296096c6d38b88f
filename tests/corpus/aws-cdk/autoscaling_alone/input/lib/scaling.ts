import { AutoScalingGroup, Schedule } from 'aws-cdk-lib/aws-autoscaling';

export function scale(group: AutoScalingGroup) {
  group.scaleOnSchedule('Morning', { schedule: Schedule.cron({ minute: '0', hour: '7' }), desiredCapacity: 3 });
}
