import Queue from 'bull';

queue.add('x', {}, { repeat: { limit: 3 } });
queue.add('y', {}, { repeat: true });
