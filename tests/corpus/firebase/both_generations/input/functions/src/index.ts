import * as functions from 'firebase-functions';
import { onSchedule } from 'firebase-functions/v2/scheduler';

exports.purge = functions.region('europe-west1').pubsub.schedule('every 24 hours').timeZone('Europe/Paris').onRun(() => null);
exports.sweep = functions.pubsub.schedule('0 3 * * *').onRun(() => null);
export const report = onSchedule({ schedule: '0 6 * * 1', timeZone: 'Asia/Tokyo' }, async () => {});
export const mail = onSchedule('every day 00:00', send);
export const open = onSchedule(settings, send);
