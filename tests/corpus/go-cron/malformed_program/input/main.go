package main

import "github.com/robfig/cron/v3"

func run() {
	c := cron.New()
	c.AddFunc("0 3 * * *", purge)
	c.AddFunc("0 25 * * *", hour25)
	c.AddFunc("@every often", word)
	c.AddFunc(5, number)
	c.AddFunc()
	c.AddFunc("0 4 * * *, cutOff)
