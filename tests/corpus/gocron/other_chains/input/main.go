package main

import "github.com/go-co-op/gocron"

func run() {
	client.Get().Do(request)
	other.CronJob("0 2 * * *", false)
	gocron.CronJob()
}
