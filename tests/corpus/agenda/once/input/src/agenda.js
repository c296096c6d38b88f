const agenda = require('./agenda');

agenda.schedule('tomorrow at noon', 'once');
agenda.now('now');
list.every((one) => one);
agenda.every();
job.repeatEvery('1 week');
