//go:build faults

package seeded

import (
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

var bug = os.Getenv("MINHU_SEEDED_BUG")

// AckEarly: see off.go.
func AckEarly() bool { return bug == "ack_early" }

// DropBehind: see off.go.
func DropBehind() bool { return bug == "drop_behind" }

// AfterRow widens the window between the row and the end of the workflow task, in which a kill leaves a row without its event.
func AfterRow() {
	// The variable holds the share of acts that wait, in percent; each waits up to 400 ms.
	share, err := strconv.Atoi(os.Getenv("MINHU_WIDE_WINDOW"))
	if err == nil && rand.IntN(100) < share {
		time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
	}
}
