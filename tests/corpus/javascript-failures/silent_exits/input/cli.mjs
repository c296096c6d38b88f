process.exit();
process.exit(0);
process.exit(code);
if (process.argv.length < 3) {
  console.error('too few words');
  process.exit(1);
}
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
my.process.exit(1);
// process.exit(1)
console.log("process.exit(1)");
