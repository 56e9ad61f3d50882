package worktime

// Switches are what a rule set decides beside its limits. They are pinned into a case with the limits.
type Switches struct {
	ReturnPausesClock   bool `json:"return_pauses_clock" yaml:"return_pauses_clock"`     // the unit's clocks stand still while an application to return is open
	HeadSignsOff        bool `json:"head_signs_off" yaml:"head_signs_off"`               // the head of the unit signs a reply before it goes to review
	MaxExtensions       int  `json:"max_extensions" yaml:"max_extensions"`               // a further one only by the supervisor
	MaxExtensionDays    int  `json:"max_extension_days" yaml:"max_extension_days"`       // working days, of one extension
	MaxRedos            int  `json:"max_redos" yaml:"max_redos"`                         // after these a case goes to supervision
	MaxReturns          int  `json:"max_returns" yaml:"max_returns"`                     // upheld ones after which only a supervisor dispatches; 0 is no limit
	MaxCitizenReminders int  `json:"max_citizen_reminders" yaml:"max_citizen_reminders"` // of one case
	ReminderHours       int  `json:"reminder_hours" yaml:"reminder_hours"`               // between two reminders of a citizen
	MaxReopens          int  `json:"max_reopens" yaml:"max_reopens"`                     // by the citizen, of one case
	ReopenDays          int  `json:"reopen_days" yaml:"reopen_days"`                     // calendar days after the close
	SurveyAttempts      int  `json:"survey_attempts" yaml:"survey_attempts"`             // before a citizen counts as unreachable
	DeferralMaxDays     int  `json:"deferral_max_days" yaml:"deferral_max_days"`         // calendar days a promised date may lie ahead
}

// DefaultSwitches are those of rule sets from before there were switches.
var DefaultSwitches = Switches{MaxExtensions: 1, MaxExtensionDays: 10, MaxRedos: 2, MaxReturns: 2, MaxCitizenReminders: 3, ReminderHours: 24, MaxReopens: 2,
	ReopenDays: 30, SurveyAttempts: 3, DeferralMaxDays: 730}

// switchBounds are what each number may be.
var switchBounds = []struct {
	name     string
	of       func(Switches) int
	min, max int
}{
	{"max_extensions", func(s Switches) int { return s.MaxExtensions }, 0, 5},
	{"max_extension_days", func(s Switches) int { return s.MaxExtensionDays }, 1, 60},
	{"max_redos", func(s Switches) int { return s.MaxRedos }, 0, 10},
	{"max_returns", func(s Switches) int { return s.MaxReturns }, 0, 10},
	{"max_citizen_reminders", func(s Switches) int { return s.MaxCitizenReminders }, 0, 50},
	{"reminder_hours", func(s Switches) int { return s.ReminderHours }, 1, 720},
	{"max_reopens", func(s Switches) int { return s.MaxReopens }, 0, 10},
	{"reopen_days", func(s Switches) int { return s.ReopenDays }, 0, 365},
	{"survey_attempts", func(s Switches) int { return s.SurveyAttempts }, 1, 10},
	{"deferral_max_days", func(s Switches) int { return s.DeferralMaxDays }, 1, 3650},
}
