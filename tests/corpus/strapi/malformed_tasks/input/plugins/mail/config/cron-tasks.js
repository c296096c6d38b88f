module.exports = {
  purge: { task() {}, options: { rule: '0 3 * * *' } },
  cutOff: { task() {}, options: { rule: '0 4 *
