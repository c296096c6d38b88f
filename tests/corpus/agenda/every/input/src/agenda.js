const Agenda = require('agenda');

agenda.every('3 minutes', 'poll');
agenda.every('0 3 * * *', ['purge', 'sweep'], {}, { timezone: 'Europe/Paris' });
this.agenda.every(60 * 60 * 1000, 'hourly');
job.repeatEvery('1 week');
agenda.every(settings.every, 'open');
