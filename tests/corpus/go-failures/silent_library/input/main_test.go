package main

import "os"

func TestMain() {
	if broken {
		os.Exit(1)
	}
}
