module.exports = {
  '0 1 * * 1': ({ strapi }) => {
    report();
  },
  '0 25 * * *': () => {},
  'now and then': () => {},
  number: { task() {}, options: { rule: 5 } },
  nothing: { task() {}, options: {} },
  empty: null,
};
