import * as functions from 'firebase-functions';
import { onSchedule } from 'firebase-functions/v2/scheduler';

exports.purge = functions.pubsub.schedule('every 24 hours').onRun(() => null);
exports.words = functions.pubsub.schedule('now and then').onRun(() => null);
exports.hour25 = functions.pubsub.schedule('0 25 * * *').onRun(() => null);
exports.nothing = functions.pubsub.schedule().onRun(() => null);
export const noSchedule = onSchedule({ timeZone: 'Asia/Tokyo' }, async () => {});
export const list = onSchedule(['every day 00:00'], send);
export const cutOff = onSchedule({ schedule: '0 6 * *
