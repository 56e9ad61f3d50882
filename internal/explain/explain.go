// Package explain holds errors that are meant for the person who starts the program: one sentence in Chinese, one in
// English, and what lay under it for the log.
package explain

import (
	"errors"
	"fmt"
	"io"
)

// Error is a sentence in both languages. Code is stable and machine-readable (snake_case). Err may be nil.
type Error struct {
	Code string
	ZH   string
	EN   string
	Err  error
}

// New makes a sentence without a cause.
func New(code, zh, en string) *Error { return &Error{Code: code, ZH: zh, EN: en} }

// Wrap makes a sentence that keeps its cause for errors.Is and errors.As.
func Wrap(err error, code, zh, en string) *Error { return &Error{Code: code, ZH: zh, EN: en, Err: err} }

// Error returns both sentences; the cause is not part of them.
func (e *Error) Error() string { return e.ZH + " / " + e.EN }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Print writes what a person needs to know about err: the sentence if there is one, else the error itself.
func Print(w io.Writer, err error) {
	var e *Error
	if errors.As(err, &e) {
		fmt.Fprintf(w, "%s\n%s\n", e.ZH, e.EN)
		return
	}
	fmt.Fprintf(w, "未能完成：%v\n", err)
}
