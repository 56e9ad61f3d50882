package ports

import (
	"net"
	"testing"
)

func TestPickPrefersWhatIsFreeAndSkipsWhatIsTaken(t *testing.T) {
	got, err := Pick(2)
	if err != nil || got[0] == got[1] {
		t.Fatalf("%v, %v", got, err)
	}
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: got[0]})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	again, err := Pick(2, got[0], got[1], 80, 0)
	if err != nil || again[0] != got[1] || again[1] == got[0] {
		t.Errorf("prefer %v with the first taken: %v, %v", got, again, err)
	}
	for _, p := range again {
		if p < First || p > Last {
			t.Errorf("%d is outside the range", p)
		}
	}
}
