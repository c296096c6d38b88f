package tide

import "os"

// os.Exit(1) ends it.
func Tide() {
	panic("somebody may recover")
	os.Exit(0)
	os.Exit(code())
	println("os.Exit(1)")
	s.os.Exit(1)
}
