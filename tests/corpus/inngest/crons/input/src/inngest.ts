export const purge = inngest.createFunction({ id: 'purge' }, { cron: 'TZ=Europe/Paris 0 3 * * *' }, async () => {});
export const sweep = inngest.createFunction({ id: 'sweep', triggers: [{ cron: '0 4 * * *' }, { event: 'x' }] }, run);
