import * as cdk from 'aws-cdk-lib';
template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' });
