package hotline

import "slices"

// asides are the acts of a conversation that happen beside the talk: the citizen reads nothing of them, is not told of them,
// and they do not count as somebody having spoken.
var asides = []string{"consult", "consult_close", "whisper"}

// Aside reports whether an act happens beside the talk.
func Aside(a Aggregate, act string) bool { return a == Conversation && slices.Contains(asides, act) }

// Asides lists the acts of a conversation that happen beside the talk.
func Asides() []string { return slices.Clone(asides) }
