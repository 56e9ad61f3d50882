// Command tally counts tests for scripts/test.sh. It reads the events of a test runner from standard input, prints what a
// person needs to see, and writes "passed failed" to the file that is its second argument.
//
//	tally go FILE          go test -json: the output of what failed, one line a package
//	tally vitest FILE      vitest's json report
//	tally playwright FILE  playwright's json report
//	tally port             prints a free port
//	tally wait URL         waits until URL answers with 200, at most three minutes
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"minhu/internal/ports"
)

// count is what a runner reported. Skipped tests are neither.
type count struct{ passed, failed int }

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 1 && args[0] == "port" {
		p, err := ports.Pick(1)
		if err == nil {
			fmt.Println(p[0])
		}
		return err
	}
	if len(args) == 2 && args[0] == "wait" {
		return wait(args[1])
	}
	readers := map[string]func(io.Reader, io.Writer) (count, error){"go": readGo, "vitest": readVitest, "playwright": readPlaywright}
	if len(args) != 2 || readers[args[0]] == nil {
		return errors.New("go|vitest|playwright FILE, port, or wait URL")
	}
	c, err := readers[args[0]](os.Stdin, os.Stdout)
	if err != nil {
		return err
	}
	return os.WriteFile(args[1], []byte(fmt.Sprintf("%d %d\n", c.passed, c.failed)), 0o644)
}

func wait(url string) error {
	limit := time.After(3 * time.Minute)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		resp, err := http.Get(url)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
			err = fmt.Errorf("%s answers %s", url, resp.Status)
		}
		select {
		case <-limit:
			return err
		case <-tick.C:
		}
	}
}

// event is a line of `go test -json` (cmd/test2json); build events carry ImportPath.
type event struct{ Action, Package, ImportPath, Test, Output string }

// readGo counts every test and subtest. A package that fails without a failing test (it did not build, it crashed, its
// TestMain failed) counts as one.
func readGo(r io.Reader, w io.Writer) (count, error) {
	var c count
	output := map[string][]string{} // by package and test
	failures := map[string]int{}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var e event
		if json.Unmarshal(s.Bytes(), &e) != nil {
			fmt.Fprintln(w, s.Text())
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "build-output":
			fmt.Fprint(w, e.Output)
		case "output":
			output[key] = append(output[key], e.Output)
		case "pass", "skip", "fail":
			if e.Test == "" {
				c.failed += packageEnd(w, e, failures[e.Package], output[key])
			} else if e.Action == "pass" {
				c.passed++
			} else if e.Action == "fail" {
				c.failed++
				failures[e.Package]++
				for _, line := range output[key] {
					fmt.Fprint(w, line)
				}
			}
			delete(output, key)
		}
	}
	return c, s.Err()
}

// packageEnd prints the package's line and returns 1 for a failure that no test accounts for.
func packageEnd(w io.Writer, e event, failures int, output []string) int {
	if e.Action != "fail" {
		if len(output) > 0 {
			fmt.Fprint(w, output[len(output)-1])
		}
		return 0
	}
	for _, line := range output {
		fmt.Fprint(w, line)
	}
	if failures > 0 {
		return 0
	}
	return 1
}

func readVitest(r io.Reader, _ io.Writer) (count, error) {
	var report struct {
		NumPassedTests, NumFailedTests, NumFailedTestSuites int
	}
	if err := json.NewDecoder(r).Decode(&report); err != nil {
		return count{}, err
	}
	c := count{passed: report.NumPassedTests, failed: report.NumFailedTests}
	if c.failed == 0 {
		c.failed = report.NumFailedTestSuites // files that did not load
	}
	return c, nil
}

func readPlaywright(r io.Reader, _ io.Writer) (count, error) {
	var report struct {
		Stats  struct{ Expected, Unexpected, Flaky int }
		Errors []json.RawMessage
	}
	if err := json.NewDecoder(r).Decode(&report); err != nil {
		return count{}, err
	}
	c := count{passed: report.Stats.Expected, failed: report.Stats.Unexpected + report.Stats.Flaky}
	if c.failed == 0 {
		c.failed = len(report.Errors)
	}
	return c, nil
}
