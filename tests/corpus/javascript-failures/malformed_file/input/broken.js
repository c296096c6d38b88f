function f() { if (bad) { console.error("bad"); process.exit(1);
