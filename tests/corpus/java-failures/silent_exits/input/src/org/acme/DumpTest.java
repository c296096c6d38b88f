class DumpTest { void f() { if (bad) System.exit(1); } }
