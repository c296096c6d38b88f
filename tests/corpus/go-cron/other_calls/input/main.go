package main

import "example.org/cron"

func run() {
	// c.AddFunc("@every 1h", purge)
	c.AddFunc("0 3 * * *", purge)
	mux.Register("0 3 * * *", x)
}
