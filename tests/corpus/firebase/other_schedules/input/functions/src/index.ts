import * as functions from 'firebase-functions';

calendar.schedule('every 24 hours');
onSchedule();
