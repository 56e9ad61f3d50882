package main

import (
	"os"
	"strings"

	"minhu/internal/explain"
)

// fileFirst lets the file stand before the flags, as people type it.
func fileFirst(args []string) []string {
	if len(args) > 1 && !strings.HasPrefix(args[0], "-") {
		return append(append([]string{}, args[1:]...), args[0])
	}
	return args
}

// readFile reads the one file that a command takes.
func readFile(rest []string) ([]byte, error) {
	if len(rest) != 1 {
		return nil, explain.New("file", "请给出一个文件。", "Name one file.")
	}
	content, err := os.ReadFile(rest[0])
	if err != nil {
		return nil, explain.Wrap(err, "file", "读不了文件 "+rest[0], "Cannot read "+rest[0])
	}
	return content, nil
}
