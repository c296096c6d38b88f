export const mail = inngest.createFunction({ id: 'mail' }, { event: 'user/created' }, run);
inngest.send({ cron: '0 3 * * *' });
