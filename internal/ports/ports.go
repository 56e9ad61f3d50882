// Package ports finds free TCP ports on loopback between 10000 and 32000: above the well-known ones, below the range from
// which the kernel draws the near ends of outgoing connections, so that a chosen port is not taken by chance before it is used.
package ports

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// First and Last bound the ports that Pick returns.
const (
	First = 10000
	Last  = 32000
)

// ErrNone says that no free port was found in a thousand draws.
var ErrNone = errors.New("no free port between 10000 and 32000 on loopback")

// Free tells whether port can be listened on at 127.0.0.1 now.
func Free(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

// Pick returns n different free ports. Ports in prefer (those of an earlier run) come first where they are still free.
func Pick(n int, prefer ...int) ([]int, error) {
	seen := map[int]bool{}
	var out []int
	take := func(p int) {
		if len(out) < n && p >= First && p <= Last && !seen[p] && Free(p) {
			out = append(out, p)
		}
		seen[p] = true
	}
	for _, p := range prefer {
		take(p)
	}
	for range 1000 {
		if len(out) == n {
			return out, nil
		}
		take(First + rand.IntN(Last-First+1))
	}
	return nil, fmt.Errorf("%w (%d wanted)", ErrNone, n)
}
