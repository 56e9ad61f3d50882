//go:build !faults

// Package seeded holds the bugs that the fault tests must catch. They exist only in a binary built with the tag `faults`;
// in every other build the functions here are constant and the compiler drops what hangs on them.
package seeded

// AckEarly says whether an act is acknowledged although nothing durable is known of it.
func AckEarly() bool { return false }

// DropBehind says whether record takes another act's revision for its own (`on conflict do nothing`) instead of answering behind.
func DropBehind() bool { return false }

// AfterRow is what happens between the row and the end of the workflow task.
func AfterRow() {}
