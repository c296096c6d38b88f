package main

import "github.com/robfig/cron/v3"

func run() { AddFunc("x"); c.AddFunc() }
