const Agenda = require('agenda');

agenda.every('0 3 * * *', 'purge');
agenda.every();
agenda.every('0 25 * * *', 'at hour 25');
agenda.every(null, 'nothing');
agenda.every(['0 4 * * *'], 'a list where a word belongs');
agenda.every('5 minutes', 'cut off', { timezone: 'Europe/Pa
