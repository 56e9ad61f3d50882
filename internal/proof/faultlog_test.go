package proof

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFaultLogKeepsInternalErrors(t *testing.T) {
	var all bytes.Buffer
	l := &faultLog{}
	w := l.of(&all)
	text := `{"level":"ERROR","msg":"request failed","code":"engine_unavailable","error":"x"}
{"level":"ERROR","msg":"request failed","request_id":"r1","code":"internal","error":"pq: what happened"}
{"level":"ERROR","msg":"effect not delivered","code":"internal"}
panic: a hole in the table
`
	for _, piece := range strings.SplitAfter(text, "e") { // lines come in pieces
		_, err := w.Write([]byte(piece))
		require.NoError(t, err)
	}
	require.Equal(t, text, all.String())
	require.Len(t, l.lines(), 2)
	require.Contains(t, l.lines()[0], "pq: what happened")
	require.Contains(t, l.lines()[1], "a hole in the table")
}
