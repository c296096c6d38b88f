package main

import "github.com/go-co-op/gocron"

func run() {
	s.Every(1).Day().At("10:30").Do(purge)
	s.Every(1).Day().At("25:00").Do(hour25)
	s.Every("now and then").Do(words)
	s.Cron("0 4 * *").Do(fourFields)
	s.Every().Do(nothing)
	s.NewJob()
	s.NewJob(gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(10
