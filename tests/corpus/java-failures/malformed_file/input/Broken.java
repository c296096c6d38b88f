class Broken { void f() { if (bad) { System.exit(1);
