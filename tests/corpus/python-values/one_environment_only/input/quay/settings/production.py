NIGHTLY = "0 5 * * *"
