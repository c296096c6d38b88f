package main

import (
	"github.com/hibiken/asynq"
	"github.com/robfig/cron/v3"
	"go.temporal.io/sdk/client"
)

const nightly = "0 3 * * *"

func run(spec string) {
	c := cron.New()
	c.AddFunc("@every 1h", func() {})
	c.AddJob(nightly, purge)
	c.AddFunc("CRON_TZ=Asia/Tokyo 0 4 * * *", report)
	c.AddFunc(spec, open)
	c.AddFunc("0 0 3 * * *", six)
	scheduler.Register("@every 30s", task)
	scheduler.Register(spec, task)
	o := client.StartWorkflowOptions{ID: "bill", CronSchedule: "0 5 * * *"}
}
