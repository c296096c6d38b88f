import type { Config } from '@netlify/functions';

export default async () => {};

export const config: Config = { schedule: '@hourly' };
