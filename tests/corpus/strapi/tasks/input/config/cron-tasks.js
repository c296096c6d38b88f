module.exports = {
  '0 1 * * 1': ({ strapi }) => {
    report();
  },
  purge: {
    task: ({ strapi }) => {},
    options: { rule: '0 3 * * *', tz: 'Europe/Paris' },
  },
  once: { task() {}, options: new Date(2030, 1, 1) },
  open: { task() {}, options: settings.rule },
};
