import type { Config } from '@netlify/functions';

export const config: Config = { path: '/hello' };
const other = { schedule: '@daily' };
schedule('@daily');
