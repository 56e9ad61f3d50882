package main

import (
	"io"
	"strings"
	"testing"
)

func TestCounts(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		read     func(io.Reader, io.Writer) (count, error)
		want     count
		shown    string
	}{
		{"go: tests and subtests", `{"Action":"pass","Package":"p","Test":"A/b"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"skip","Package":"p","Test":"S"}
{"Action":"output","Package":"p","Test":"B","Output":"why it failed\n"}
{"Action":"fail","Package":"p","Test":"B"}
{"Action":"fail","Package":"p"}`, readGo, count{2, 1}, "why it failed"},
		{"go: a package that does not build", `{"ImportPath":"p","Action":"build-output","Output":"undefined: x\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"fail","Package":"p","FailedBuild":"p"}`, readGo, count{0, 1}, "undefined: x"},
		{"go: noise between events", "go: warning\n" + `{"Action":"pass","Package":"p","Test":"A"}`, readGo, count{1, 0}, "go: warning"},
		{"vitest", `{"numPassedTests":7,"numFailedTests":2,"numFailedTestSuites":1}`, readVitest, count{7, 2}, ""},
		{"vitest: a file that does not load", `{"numPassedTests":7,"numFailedTests":0,"numFailedTestSuites":1}`, readVitest, count{7, 1}, ""},
		{"playwright", `{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":3}}`, readPlaywright, count{5, 2}, ""},
		{"playwright: no test ran", `{"stats":{"expected":0,"unexpected":0},"errors":[{}]}`, readPlaywright, count{0, 1}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out strings.Builder
			got, err := tc.read(strings.NewReader(tc.in), &out)
			if err != nil || got != tc.want {
				t.Errorf("got %v, %v; want %v", got, err, tc.want)
			}
			if !strings.Contains(out.String(), tc.shown) {
				t.Errorf("%q is not shown in %q", tc.shown, out.String())
			}
		})
	}
}
