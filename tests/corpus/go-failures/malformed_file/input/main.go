package main

func main() {
	if broken {
		log.Fatal("broken: %s", 
