// Package hotline is the vocabulary of the house: aggregates, stages, acts, fields, clocks and the transition table. It is
// pure: no I/O, no clock, no import of another room. Workflows, validators, the read model and the property tests all use
// the same table (data/*.csv).
package hotline

import "time"

// Aggregate names what a workflow owns.
type Aggregate string

// The three aggregates. Each has one workflow per instance.
const (
	Conversation Aggregate = "conversation" // 会话
	Message      Aggregate = "message"      // 留言
	Case         Aggregate = "case"         // 诉求、工单
)

// Stage is where an aggregate stands; the empty stage means that it does not exist yet.
type Stage string

// Stages that Go code has to name; the full list is data/stages.csv.
const (
	StageNone      Stage = ""
	StageBot       Stage = "bot"
	StageQueued    Stage = "queued"
	StageHuman     Stage = "human"
	StageEnded     Stage = "ended"
	StageRated     Stage = "rated"
	StageSubmitted Stage = "submitted"
	StageClosed    Stage = "closed"
	StageSurveying Stage = "surveying"
	StageHandling  Stage = "handling"
	StageReplied   Stage = "replied"
	StageMerging   Stage = "merging"
	StageConverted Stage = "converted"
	StageDeclined  Stage = "declined"
	StageArchived  Stage = "archived"
)

// ActorKind says what sort of being acts.
type ActorKind string

// Who may act at all; the policy says which role.
const (
	ByCitizen ActorKind = "citizen"
	ByStaff   ActorKind = "staff"
	BySystem  ActorKind = "system"
)

// Actor is who performs an act. Name is the staff member's display name; a citizen's name never stands here.
type Actor struct {
	Kind     ActorKind `json:"kind"`
	ID       string    `json:"id,omitempty"`
	Name     string    `json:"name,omitempty"`
	Role     string    `json:"role,omitempty"`
	DeptPath string    `json:"dept_path,omitempty"`
	// OnBehalf is the citizen for whom a member of staff opens something.
	OnBehalf string `json:"on_behalf,omitempty"`
}

// System is the actor of timers.
var System = Actor{Kind: BySystem, ID: "00000000-0000-0000-0000-000000000000", Name: "系统", Role: "system"}

// Fields are the values an act carries, by field name of data/fields.csv.
type Fields map[string]string

// Act is one thing a person or the system does to one aggregate. It travels as the argument of one Update.
type Act struct {
	Name   string `json:"name"`
	Actor  Actor  `json:"actor"`
	Rev    int64  `json:"rev,omitempty"` // the revision the actor saw; 0 = whatever it is now
	Digest string `json:"digest,omitempty"`
	Fields Fields `json:"fields,omitempty"`
	// Line is the policy line that allowed the act and Policy the policy version; they go to the ledger.
	Line      string `json:"line,omitempty"`
	Policy    string `json:"policy,omitempty"`
	RequestID string `json:"request_id,omitempty"`
	// Paths are the paths of the departments that the fields name; the room that records looks them up.
	Paths map[string]string `json:"-"`
}

// Clock is one running or finished time limit of a case or message. All times are UTC.
type Clock struct {
	Name      string    `json:"name"`
	StartedAt time.Time `json:"started_at"`
	DueAt     time.Time `json:"due_at"`
	WarnAt    time.Time `json:"warn_at,omitzero"`
	DangerAt  time.Time `json:"danger_at,omitzero"`
	// Warned is the latest mark that somebody was reminded of. A mark that moves behind it is due again.
	Warned    time.Time  `json:"warned,omitzero"`
	Amount    int        `json:"amount"`             // the limit itself, so that it can be explained and counted again
	Unit      string     `json:"unit"`               // worktime.Unit
	From      string     `json:"from"`               // worktime.StartRule: at_once or day_after
	Rule      string     `json:"rule,omitempty"`     // rule-set id and version the limit came from
	Calendar  string     `json:"calendar,omitempty"` // calendar version it was counted with
	Estimate  bool       `json:"estimate,omitempty"` // 暂定: a year not yet announced was counted
	OverdueAt *time.Time `json:"overdue_at,omitempty"`
	StoppedAt *time.Time `json:"stopped_at,omitempty"`
	// Of names whose clock it is where several run at once: the id of an assisting department.
	Of string `json:"of,omitempty"`
	// Quiet clocks only say until when something may be done; nothing happens when they run out.
	Quiet bool `json:"quiet,omitempty"`
	// Idle clocks ring, but nobody works towards them and no limit rule counts them: the days until a closed case is archived.
	Idle bool `json:"idle,omitempty"`
	// Longer are the extensions granted, in order; DueAt holds all of them.
	Longer []Longer `json:"longer,omitempty"`
	// PausedAt is set while the clock stands still; Pauses are those that are over.
	PausedAt *time.Time `json:"paused_at,omitempty"`
	Pauses   []Pause    `json:"pauses,omitempty"`
}

// Longer is one extension: so many more of a unit, granted at a time.
type Longer struct {
	Amount int       `json:"amount"`
	Unit   string    `json:"unit"`
	At     time.Time `json:"at"`
}

// Pause is a time in which a clock stood still.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Running reports whether the clock still counts and has not been reported overdue.
func (c Clock) Running() bool { return c.StoppedAt == nil && c.OverdueAt == nil && c.PausedAt == nil }

// Key tells the clocks of one case apart: the name, with Of where there is one.
func (c Clock) Key() string {
	if c.Of == "" {
		return c.Name
	}
	return c.Name + "/" + c.Of
}

// State is what the transition table decides on. It is serialisable, so that it passes continue-as-new.
type State struct {
	Aggregate    Aggregate `json:"aggregate"`
	ID           string    `json:"id"`
	Stage        Stage     `json:"stage"`
	Rev          int64     `json:"rev"`
	Kind         string    `json:"kind,omitempty"`
	Urgency      string    `json:"urgency,omitempty"`
	Class        string    `json:"class,omitempty"`
	Department   string    `json:"department,omitempty"` // id of the lead department
	Confidential bool      `json:"confidential,omitempty"`
	Accused      string    `json:"accused,omitempty"` // id of the department complained of
	Citizen      string    `json:"citizen,omitempty"`
	Agent        string    `json:"agent,omitempty"`
	LastAt       time.Time `json:"last_at,omitzero"`
	Lines        int       `json:"lines,omitempty"`   // conversation: number of utterances so far
	Context      []byte    `json:"context,omitempty"` // conversation: dialog memory, opaque here
	Clocks       []Clock   `json:"clocks,omitempty"`
	Supervised   bool      `json:"supervised,omitempty"`
	Redos        int       `json:"redos,omitempty"`
	Reminders    int       `json:"reminders,omitempty"`
	Table        int       `json:"table,omitempty"` // version of the transition table the case goes by
	Facts        Facts     `json:"facts,omitzero"`  // cases: applications, assisting units, counts, limits
}

// Event is one recorded act. Folding events over the empty state gives the state; nothing else does.
type Event struct {
	Seq        int64     `json:"seq" db:"seq"`
	Act        string    `json:"act" db:"act"`
	Actor      Actor     `json:"actor"`
	At         time.Time `json:"at" db:"at"`
	From       Stage     `json:"from" db:"from_stage"`
	To         Stage     `json:"to" db:"to_stage"`
	Department string    `json:"department,omitempty"`
	Kind       string    `json:"kind,omitempty"`
	Urgency    string    `json:"urgency,omitempty"`
	Class      string    `json:"class,omitempty"`
	Clocks     []Clock   `json:"clocks,omitempty"`
	Citizen    string    `json:"citizen,omitempty"`
	Accused    string    `json:"accused,omitempty"`
	Secret     bool      `json:"secret,omitempty"` // the opening act asked for confidentiality
	Lines      int       `json:"lines,omitempty"`
	Context    []byte    `json:"context,omitempty"`
	Agent      string    `json:"agent,omitempty"` // conversation: who has it from now on; NoAgent = nobody
	Facts      *Facts    `json:"facts,omitempty"` // as they are after the act; nil = unchanged
	Table      int       `json:"table,omitempty"` // the act moved the case to this version of the table
	UpdateID   string    `json:"update_id,omitempty" db:"update_id"`
	Digest     string    `json:"digest,omitempty" db:"digest"`
}

// Status is what recording an act came to.
type Status string

// The three answers of record (docs/architecture.md, "Record").
const (
	Applied Status = "applied" // the event was written just now
	Already Status = "already" // this update id was recorded before; the stored event is the answer
	Behind  Status = "behind"  // another act took the revision; its events must be folded in first
)

// Outcome is the answer of record. With Already and Behind, Missed holds the events after the caller's revision, in order.
type Outcome struct {
	Status Status  `json:"status"`
	Event  Event   `json:"event,omitzero"`
	Missed []Event `json:"missed,omitempty"`
}

// Result is what an Update answers: where the row now stands. The API reads the row for everything else.
type Result struct {
	Rev    int64  `json:"rev"`
	Seq    int64  `json:"seq"`
	Stage  Stage  `json:"stage"`
	Lines  int    `json:"lines,omitempty"` // conversation: number of utterances after the act
	Digest string `json:"digest,omitempty"`
}
