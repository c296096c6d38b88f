export const purge = inngest.createFunction({ id: 'purge' }, { cron: '0 3 * * *' }, async () => {});
export const hour25 = inngest.createFunction({ id: 'hour-25' }, { cron: '0 25 * * *' }, async () => {});
export const zone = inngest.createFunction({ id: 'zone' }, { cron: 'TZ= 0 4 * * *' }, async () => {});
export const list = inngest.createFunction({ id: 'list' }, { cron: ['0 5 * * *'] }, async () => {});
export const nothing = inngest.createFunction();
export const cutOff = inngest.createFunction({ id: 'cut-off' }, { cron: '0 6
