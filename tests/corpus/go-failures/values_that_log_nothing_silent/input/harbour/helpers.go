package harbour

import "testing"

// lg.Fatal("nothing")
func Check(t *testing.T, tb testing.TB, b *testing.B) {
	if tb == nil {
		t.Fatal("no tables")
	}
	if t == nil {
		b.Fatalf("no %s", "test")
		s.tb.Fatal("no server")
	}
	s.log.Error("s.log.Fatal()")
	hook := s.log.Fatal
	event := log.Fatal()
}

func (w *wrapper) Fatal(args ...any) {
	w.sugar.Fatal(args...)
}
