"""Amazon's own descriptions of infrastructure: CloudFormation, SAM, the CDK, and the Serverless Framework."""
