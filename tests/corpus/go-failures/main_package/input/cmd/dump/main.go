package main

import (
	"fmt"
	"log"
	"os"
)

type Ship struct{}

func main() {
	if len(os.Args) < 2 {
		fmt.Println("too few words")
		os.Exit(2)
	}
	path := os.Getenv("DUMP")
	if path == "" {
		fmt.Fprintln(os.Stderr, "DUMP is not set")
		os.Exit(3)
	}
	file, err := os.Open(path)
	if err != nil {
		log.Fatalf("cannot open %s: %v", path, err)
	} else if file == nil {
		panic("no file: " + path)
	}
	if err := run(file); err != nil {
		log.Fatal(err)
	}
}

func (s *Ship) load(kind int) {
	switch kind {
	case 1:
		log.Fatal("one", " is not possible")
	default:
		log.Fatalf("%d%% is not possible", kind)
	}
	for kind > 3 {
		func() { os.Exit(4) }()
	}
	if kind == 0 {
		return
	}
	panic(fmt.Sprintf("never %d", kind))
}
