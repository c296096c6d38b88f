package main

import "github.com/go-co-op/gocron"

func run() {
	s.Every(1).Day().At("10:30").Do(purge)
	s.Every("5m").Do(poll)
	s.Every(2).Weeks().Do(report)
	s.Every(1).Monday().At("03:00").Do(monday)
	s.Every(2).Days().At("04:00").Do(second)
	s.Every(1).Sunday().Do(sunday)
	s.Every(count).Hours().Do(open)
	s.Every(interval).Do(open)
	s.Cron("0 1 * * *").Do(cronned)
	s.CronWithSeconds("0 0 1 * * *").Do(func() {})
	s.Every(90 * time.Minute).Do(long)
	s.NewJob(gocron.CronJob("0 2 * * *", false), gocron.NewTask(night))
	s.NewJob(gocron.DurationJob(2*time.Hour), gocron.NewTask(func() {}))
	s.NewJob(gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(10, 30, 0))), gocron.NewTask(&day))
	s.NewJob(gocron.DailyJob(2, gocron.NewAtTimes(gocron.NewAtTime(10, 30, 0))), gocron.NewTask(two))
	s.NewJob(gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(hour, 30, 0))), gocron.NewTask(two))
}
