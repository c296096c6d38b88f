package main

import "github.com/robfig/cron/v3"

func run() {
	c := cron.New(cron.WithSeconds())
	c.AddFunc("0 0 3 * * *", purge)
}
