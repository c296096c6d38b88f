import { x } from 'payload';

export const task = { slug: 'a', schedule: 'daily' };
