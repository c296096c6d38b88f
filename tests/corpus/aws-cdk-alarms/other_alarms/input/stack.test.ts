import 'aws-cdk-lib';
new Alarm(this, 'InATest', { metric, threshold: 5 });
