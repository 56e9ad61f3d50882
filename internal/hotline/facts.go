package hotline

import (
	"slices"
	"strings"
	"time"
)

// Facts are what a case knows of itself beyond its stage and clocks. Every event that changes them carries them whole, so
// that folding is copying. They hold ids and counts, never text.
type Facts struct {
	Limits     Limits        `json:"limits,omitzero"`
	KeptStage  Stage         `json:"kept_stage,omitempty"` // where "<" leads back to
	Pending    []Application `json:"pending,omitempty"`
	Assists    []Assist      `json:"assists,omitempty"`
	Consulted  []string      `json:"consulted,omitempty"` // departments asked before dispatch
	Excluded   []string      `json:"excluded,omitempty"`  // departments that must not get it (回避)
	Ruled      bool          `json:"ruled,omitempty"`     // a return was ruled upon: none may be applied for again
	Returns    int           `json:"returns,omitempty"`   // upheld ones
	Extensions int           `json:"extensions,omitempty"`
	Attempts   int           `json:"attempts,omitempty"` // to reach the citizen for the survey
	Reopens    int           `json:"reopens,omitempty"`
	Appeals    int           `json:"appeals,omitempty"`
	Contests   int           `json:"contests,omitempty"`
	Reminded   int           `json:"reminded,omitempty"` // by the citizen
	RemindedAt time.Time     `json:"reminded_at,omitzero"`
	OpenOrder  bool          `json:"open_order,omitempty"` // a supervision order is not answered or closed yet
	Promised   string        `json:"promised,omitempty"`   // date of a deferral, YYYY-MM-DD
	Excepted   string        `json:"excepted,omitempty"`   // why the three rates leave it out: early_end, unreachable, appeal
	AppealOn   string        `json:"appeal_on,omitempty"`  // the rates an appeal that was upheld takes out
	Master     string        `json:"master,omitempty"`     // the case this one is merged into
	Members    []string      `json:"members,omitempty"`    // the cases merged into this one
	Links      []Link        `json:"links,omitempty"`
	Agreed     bool          `json:"agreed,omitempty"`      // the citizen agreed to publication
	Published  bool          `json:"published,omitempty"`   // the public text may be shown to all
	ReturnedBy []string      `json:"returned_by,omitempty"` // units whose return was upheld
	Followers  int           `json:"followers,omitempty"`   // people who told of the same
	Muted      bool          `json:"muted,omitempty"`       // the citizen wants no text messages on this case

	Group  string   `json:"group,omitempty"`  // conversation: the skill group it was transferred to
	Asked  []string `json:"asked,omitempty"`  // conversation: ids of colleagues asked beside the talk
	Warned bool     `json:"warned,omitempty"` // conversation: the citizen was warned for abuse
}

// maxAsked is how many colleagues may be asked beside one talk at a time.
const maxAsked = 3

// Limits are the switches of the rule set that a case is bound to from its first event on.
type Limits struct {
	ReturnPauses    bool `json:"return_pauses,omitempty"`
	HeadSignsOff    bool `json:"head_signs_off,omitempty"`
	Extensions      int  `json:"extensions"`
	ExtensionDays   int  `json:"extension_days"` // working days
	Redos           int  `json:"redos"`
	Returns         int  `json:"returns,omitempty"` // upheld ones after which only a supervisor dispatches; 0 is no limit
	Reopens         int  `json:"reopens"`
	ReopenDays      int  `json:"reopen_days"`    // calendar days after closing
	ReminderHours   int  `json:"reminder_hours"` // between two reminders of the citizen
	Reminders       int  `json:"reminders"`      // of the citizen
	SurveyAttempts  int  `json:"survey_attempts"`
	DeferralMaxDays int  `json:"deferral_max_days"`
}

// DefaultLimits are those of the demonstration profile (domain rules: Shandong on extensions, Shanghai on redo).
var DefaultLimits = Limits{Extensions: 1, ExtensionDays: 10, Redos: 2, Returns: 2, Reopens: 2, ReopenDays: 30, ReminderHours: 24, Reminders: 3, SurveyAttempts: 3, DeferralMaxDays: 730}

// Application is what a department has asked for and nobody has ruled on yet.
type Application struct {
	Kind  string    `json:"kind"` // return, extension, early_end, deferral, appeal, contest
	By    string    `json:"by,omitempty"`
	Dept  string    `json:"dept,omitempty"`
	At    time.Time `json:"at"`
	Days  int       `json:"days,omitempty"`
	Until string    `json:"until,omitempty"`
	Unit  string    `json:"unit,omitempty"` // suggested department
	On    string    `json:"on,omitempty"`   // rates appealed
}

// Assist is one assisting unit (协办单位).
type Assist struct {
	Department string     `json:"department"`
	Path       string     `json:"path"`
	AddedAt    time.Time  `json:"added_at"`
	SignedAt   *time.Time `json:"signed_at,omitempty"`
	ReportedAt *time.Time `json:"reported_at,omitempty"`
}

// Link joins two cases that stay apart.
type Link struct {
	Other    string `json:"other"`
	Relation string `json:"relation"`
}

// clone copies the facts so that changing the copy leaves the state alone.
func (f Facts) clone() Facts {
	f.Pending, f.Assists = slices.Clone(f.Pending), slices.Clone(f.Assists)
	f.Consulted, f.Excluded = slices.Clone(f.Consulted), slices.Clone(f.Excluded)
	f.Members, f.Links = slices.Clone(f.Members), slices.Clone(f.Links)
	f.Asked = slices.Clone(f.Asked)
	f.ReturnedBy = slices.Clone(f.ReturnedBy)
	return f
}

// Awaiting gives the application of a kind that waits for a ruling.
func (f Facts) Awaiting(kind string) (Application, bool) {
	for _, a := range f.Pending {
		if a.Kind == kind {
			return a, true
		}
	}
	return Application{}, false
}

// assisting finds the unit of the list that a department path belongs to and that open holds for; -1 when there is none.
func (f Facts) assisting(path string, open func(Assist) bool) int {
	for i, a := range f.Assists {
		if open(a) && below(path, a.Path) {
			return i
		}
	}
	return -1
}

// below reports whether a department path is top or lies under it.
func below(path, top string) bool {
	return top != "" && (path == top || strings.HasPrefix(path, top+"/"))
}

func unsigned(a Assist) bool   { return a.SignedAt == nil }
func unreported(a Assist) bool { return a.ReportedAt == nil }

// fact is one word that rows ask for in `when` (as @word) and `needs`. It reads nothing but its arguments.
type fact func(s State, a Act, at time.Time) bool

var facts = buildFacts()

func buildFacts() map[string]fact {
	m := map[string]fact{
		"holds":      func(s State, a Act, _ time.Time) bool { return a.Actor.ID == s.Agent },
		"not_holder": func(s State, a Act, _ time.Time) bool { return a.Actor.ID != s.Agent },
		"holder_stands": func(s State, a Act, _ time.Time) bool {
			if a.Fields["holder"] == "" {
				return a.Actor.ID == s.Agent || a.Fields == nil // without fields: what is offered, not what is taken
			}
			return a.Fields["holder"] == s.Agent
		},
		"another_colleague": func(s State, a Act, _ time.Time) bool {
			return a.Fields["colleague"] != a.Actor.ID && (a.Fields["colleague"] == "" || a.Fields["colleague"] != s.Agent)
		},
		"asking_left": func(s State, a Act, _ time.Time) bool {
			return len(s.Facts.Asked) < maxAsked || slices.Contains(s.Facts.Asked, a.Fields["colleague"])
		},
		"warned": func(s State, _ Act, _ time.Time) bool { return s.Facts.Warned },
		"apart": func(s State, a Act, _ time.Time) bool {
			return a.Fields["master"] != s.ID && a.Fields["other"] != s.ID && a.Fields["member"] != s.ID
		},
		"no_members":     func(s State, _ Act, _ time.Time) bool { return len(s.Facts.Members) == 0 },
		"unruled":        func(s State, _ Act, _ time.Time) bool { return !s.Facts.Ruled },
		"ruled":          func(s State, _ Act, _ time.Time) bool { return s.Facts.Ruled },
		"return_pauses":  func(s State, _ Act, _ time.Time) bool { return s.Facts.Limits.ReturnPauses },
		"head_signs_off": func(s State, _ Act, _ time.Time) bool { return s.Facts.Limits.HeadSignsOff },
		"redos_left":     func(s State, _ Act, _ time.Time) bool { return s.Redos < s.Facts.Limits.Redos },
		"reopens_left":   func(s State, _ Act, _ time.Time) bool { return s.Facts.Reopens < s.Facts.Limits.Reopens },
		"led":            func(s State, _ Act, _ time.Time) bool { return s.Department != "" },
		"extensions_left": func(s State, _ Act, _ time.Time) bool {
			return s.Facts.Extensions < s.Facts.Limits.Extensions
		},
		"attempts_spent": func(s State, _ Act, _ time.Time) bool { return s.Facts.Attempts >= s.Facts.Limits.SurveyAttempts },
		"appeal_left":    func(s State, _ Act, _ time.Time) bool { return s.Facts.Appeals == 0 },
		"contest_left":   func(s State, _ Act, _ time.Time) bool { return s.Facts.Contests == 0 },
		"agreed":         func(s State, _ Act, _ time.Time) bool { return s.Facts.Agreed && !s.Confidential },
		"published":      func(s State, _ Act, _ time.Time) bool { return s.Facts.Published },
		"supervised":     func(s State, _ Act, _ time.Time) bool { return s.Facts.OpenOrder },
		"nothing_pending": func(s State, _ Act, _ time.Time) bool {
			return len(s.Facts.Pending) == 0
		},
		"reminders_left": func(s State, _ Act, _ time.Time) bool { return s.Facts.Reminded < s.Facts.Limits.Reminders },
		"remind_due": func(s State, _ Act, at time.Time) bool {
			return s.Facts.RemindedAt.IsZero() || !at.Before(s.Facts.RemindedAt.Add(time.Duration(s.Facts.Limits.ReminderHours)*time.Hour))
		},
		"not_bounced": func(s State, a Act, _ time.Time) bool {
			to := a.Fields["department"]
			return !slices.Contains(s.Facts.ReturnedBy, to) && (a.Name != "return_uphold" || to == "" || to != s.Department)
		},
		"returns_few": func(s State, _ Act, _ time.Time) bool {
			return s.Facts.Limits.Returns == 0 || s.Facts.Returns < s.Facts.Limits.Returns
		},
		"mark_due":       func(s State, a Act, at time.Time) bool { return s.markDue(a.Fields["clock"], a.Fields["mark"], at) },
		"return_in_time": func(s State, _ Act, at time.Time) bool { return s.InTime(at, "return") },
		"reply_in_time":  func(s State, _ Act, at time.Time) bool { return s.InTime(at, "reply", "redo") },
		"not_excluded": func(s State, a Act, _ time.Time) bool {
			for _, d := range append(strings.Fields(a.Fields["departments"]), a.Fields["department"]) {
				if slices.Contains(s.Facts.Excluded, d) {
					return false
				}
			}
			return true
		},
		"days_allowed": func(s State, a Act, _ time.Time) bool {
			n := number(a.Fields["days"])
			return a.Fields["days"] == "" || n >= 1 && n <= s.Facts.Limits.ExtensionDays
		},
		"until_future": func(s State, a Act, at time.Time) bool {
			if a.Fields["until"] == "" {
				return true
			}
			d, err := time.ParseInLocation(time.DateOnly, a.Fields["until"], chinaTime)
			return err == nil && d.After(at) && d.Before(at.AddDate(0, 0, s.Facts.Limits.DeferralMaxDays))
		},
		"assist_unsigned": func(s State, a Act, _ time.Time) bool {
			return s.Facts.assisting(a.Actor.DeptPath, unsigned) >= 0
		},
		"assist_unreported": func(s State, a Act, _ time.Time) bool {
			return s.Facts.assisting(a.Actor.DeptPath, unreported) >= 0
		},
	}
	for _, kind := range []string{"return", "extension", "early_end", "deferral", "appeal", "contest"} {
		m["pending_"+kind] = func(s State, _ Act, _ time.Time) bool { _, ok := s.Facts.Awaiting(kind); return ok }
		m["free_"+kind] = func(s State, _ Act, _ time.Time) bool { _, ok := s.Facts.Awaiting(kind); return !ok }
	}
	return m
}

// chinaTime is the one time zone of the hotline; China has had no other since 1991.
var chinaTime = time.FixedZone("Asia/Shanghai", 8*3600)

// InTime reports whether one of the named clocks runs and is not over at the given time.
func (s State) InTime(at time.Time, names ...string) bool {
	for _, k := range s.Clocks {
		if slices.Contains(names, k.Name) && k.StoppedAt == nil && k.OverdueAt == nil && !at.After(k.DueAt) {
			return true
		}
	}
	return false
}

// number reads a whole number that CheckFields has accepted; anything else is 0.
func number(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 1_000_000 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}
