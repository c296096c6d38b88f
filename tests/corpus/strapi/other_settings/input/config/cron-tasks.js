module.exports = { enabled: true, tasks: { a: {} } };
