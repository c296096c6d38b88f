"""Amazon Web Services: CloudFormation, SAM, CDK, and the Serverless Framework."""
