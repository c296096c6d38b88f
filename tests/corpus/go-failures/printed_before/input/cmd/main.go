package main

import "fmt"

func main() {
	if !ready {
		fmt.Fprintf(cmd.ErrOrStderr(), "not ready: %v\n", reason)
		os.Exit(2)
	}
	if late {
		os.Exit(EXIT_LATE)
	}
	if bad {
		setupLog.Error(err, "cannot start")
		os.Exit(1)
	}
	if err != nil {
		os.Exit(1)
	}
}
