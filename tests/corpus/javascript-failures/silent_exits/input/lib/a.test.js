if (bad) process.exit(1);
