package policies

// The closed vocabularies of the policy files. A word outside them stops the load.

// Roles a person or a part of the house can hold.
const (
	RoleCitizen    = "citizen"    // 诉求人
	RoleAgent      = "agent"      // 坐席
	RoleDispatcher = "dispatcher" // 派单员
	RoleReviewer   = "reviewer"   // 审核员
	RoleDeptStaff  = "dept_staff" // 经办人
	RoleDeptLead   = "dept_lead"  // 承办单位负责人
	RoleSupervisor = "supervisor" // 督办员
	RoleSurveyor   = "surveyor"   // 回访员
	RoleEditor     = "editor"     // 知识采编
	RoleAnalyst    = "analyst"    // 分析员
	RoleAuditor    = "auditor"    // 审计员
	RoleAdmin      = "admin"      // 系统管理员
	RoleSecurity   = "security"   // 安全管理员
	RoleSystem     = "system"     // the house itself
)

// roleTitles are what people call the roles of staff.
var roleTitles = map[string]string{RoleAgent: "坐席", RoleDispatcher: "派单员", RoleReviewer: "审核员", RoleDeptStaff: "经办人", RoleDeptLead: "单位负责人",
	RoleSupervisor: "督办员", RoleSurveyor: "回访员", RoleEditor: "知识采编", RoleAnalyst: "分析员", RoleAuditor: "审计员", RoleAdmin: "系统管理员", RoleSecurity: "安全管理员"}

// RoleTitle is what people call a role; the role itself where it has no title, as the citizen's and the house's own.
func RoleTitle(role string) string {
	if t := roleTitles[role]; t != "" {
		return t
	}
	return role
}

// Assignable lists the roles a person can be given, in the order of the permission matrix.
func Assignable() []string {
	out := make([]string, 0, len(roleTitles))
	for _, r := range Roles {
		if roleTitles[r] != "" {
			out = append(out, r)
		}
	}
	return out
}

// Roles lists every role, in the order of the permission matrix.
var Roles = []string{RoleCitizen, RoleAgent, RoleDispatcher, RoleReviewer, RoleDeptStaff, RoleDeptLead, RoleSupervisor,
	RoleSurveyor, RoleEditor, RoleAnalyst, RoleAuditor, RoleAdmin, RoleSecurity, RoleSystem}

// kinds lists, for each kind of thing, the acts that can be done to it. Each kind has a file <kind>.csv.
// state is the column that holds the kind's own state word.
var kinds = []struct {
	name, state string
	acts        []string
}{
	{"conversation", "stage", []string{"read", "list", "ask", "say", "upvote", "downvote", "request_human", "leave_queue", "take", "escalate",
		"end", "rate", "idle_close", "assign", "transfer", "take_over", "consult", "consult_close", "whisper", "warn", "abuse_end",
		"transcript.read"}},
	{"message", "stage", []string{"read", "list", "submit", "take", "assign", "reply", "ask_again", "rate", "close", "escalate", "publish",
		"unpublish", "overdue", "warn", "recount", "note", "migrate", "pii.reveal"}},
	{"case", "stage", []string{"read", "list", "register", "accept", "decline", "transfer", "answer_directly", "ask_more", "supplement",
		"supplement_lapse", "merge", "merged", "merge_refused", "unmerge", "absorb", "release", "conclude", "link", "linked", "unlink", "unlinked",
		"consult", "consult_reply", "consult_close", "exclude", "dispatch", "dispatch_despite", "sign", "assign", "first_contact", "add_unit",
		"assist_sign", "assist_report", "send_down", "escalate", "return_apply", "return_uphold", "return_reject", "extension_apply",
		"extension_approve", "extension_reject", "early_end_apply", "early_end_approve", "early_end_reject", "deferral_apply",
		"deferral_approve", "deferral_reject", "wake", "reply", "sign_off", "sign_off_reject", "review_pass", "review_redo", "survey",
		"survey_attempt", "survey_unreachable", "redo", "reopen", "recur", "appeal", "appeal_uphold", "appeal_reject", "contest",
		"contest_uphold", "contest_reject", "publish", "unpublish", "archive", "withdraw", "remind", "supervise", "supervise_reply",
		"supervise_close", "amend", "note", "close", "overdue", "warn", "set_sms", "join", "recount", "migrate", "pii.reveal", "history.read", "viewers.read"}},
	{"article", "status", []string{"read", "list", "create", "edit", "publish", "withdraw", "try"}},
	{"statistics", "", []string{"read"}},
	{"rates", "", []string{"read"}},
	{"edition", "", []string{"read", "publish"}},
	{"export", "", []string{"read", "create"}},
	{"board", "", []string{"read"}},
	{"audit", "", []string{"read"}},
	{"department", "", []string{"read", "edit"}},
	{"call", "", []string{"read", "list", "type", "take", "close", "number.reveal", "recording.read"}},
	{"callback", "stage", []string{"read", "list", "ask", "take", "attempt", "withdraw", "number.reveal"}},
	{"agent", "", []string{"read", "history.read"}},
	{"attachment", "", []string{"upload"}},
	{"class", "", []string{"read", "edit", "suggest"}},
	{"outlet", "", []string{"read", "edit"}},
	{"staff", "", []string{"read", "list", "edit", "approve", "invite"}},
	{"policy", "", []string{"read", "trial.read"}},
	{"catalogue", "", []string{"read", "publish"}},
	{"rule_set", "", []string{"read", "publish", "rehearse"}},
	{"calendar", "", []string{"read", "publish"}},
	{"delivery", "", []string{"read", "resend"}},
	{"session", "", []string{"own"}},
	{"system", "", []string{"health.read", "clocks.sweep"}},
}

// Kinds lists every kind of thing a policy speaks of.
func Kinds() []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.name
	}
	return out
}

func isRole(s string) bool {
	for _, r := range Roles {
		if r == s {
			return true
		}
	}
	return false
}

func actsOf(kind string) []string {
	for _, k := range kinds {
		if k.name == kind {
			return k.acts
		}
	}
	return nil
}

func stateColumn(kind string) string {
	for _, k := range kinds {
		if k.name == kind {
			return k.state
		}
	}
	return ""
}

func isAct(kind, act string) bool {
	for _, a := range actsOf(kind) {
		if a == act {
			return true
		}
	}
	return false
}
