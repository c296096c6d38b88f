import type { Config } from '@netlify/functions';

export const config: Config = { schedule: null };
