NIGHTLY = "0 3 * * *
