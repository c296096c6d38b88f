function page() { const a = <b/>; if (!a) { process.exit(9); } }
