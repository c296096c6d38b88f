import { schedule } from '@netlify/functions';

export const handler = schedule('0 25 * * *', purge);
