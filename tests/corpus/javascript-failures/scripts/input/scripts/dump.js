const main = async () => {
  if (!process.env.TOKEN) {
    console.error(chalk.red('TOKEN is not set'));
    console.log('see the manual');
    process.exit(2);
  }
  try {
    await dump();
  } catch (error) {
    logger.error({ error }, `cannot dump ${process.env.TARGET}`);
    process.exit(1);
  }
  ready() || process.exit(3);
  late && process.exit(4);
};

main().catch((error) => {
  console.error('the dump failed', error);
  process.exit(1);
});
