import { buildConfig } from 'payload';

export default buildConfig({ jobs: { autoRun: [{ cron: '*/10 * * * *', queue: 'default' }] } });
