package worktime

// Clock names what is being timed.
type Clock string

// The clocks of a case, a message and a conversation. A deferral runs to a date that was promised and has no limit of its own.
const (
	ClockAccept          Clock = "accept"
	ClockDispatch        Clock = "dispatch"
	ClockSign            Clock = "sign"
	ClockFirstContact    Clock = "first_contact"    // the unit speaks with the citizen for the first time
	ClockReturn          Clock = "return"           // until when a unit may apply to return a case
	ClockReturnRuling    Clock = "return_ruling"    // the hotline rules on the application
	ClockReply           Clock = "reply"            // the lead unit answers
	ClockAssist          Clock = "assist"           // an assisting unit reports to the lead
	ClockExtensionRuling Clock = "extension_ruling" // the hotline rules on an application for more time
	ClockReview          Clock = "review"
	ClockRedo            Clock = "redo"
	ClockSupervision     Clock = "supervision" // a supervision order is answered
	ClockSupplement      Clock = "supplement"  // the citizen brings what was asked for
	ClockCallback        Clock = "callback"    // somebody who asked for it is called back
	ClockSurvey          Clock = "survey"
	ClockMessageReply    Clock = "message_reply"
	ClockChatReply       Clock = "chat_reply"
)

// Clocks lists all clocks, in the order in which a case meets them; a rule set must answer for each of them.
var Clocks = []Clock{ClockAccept, ClockSupplement, ClockDispatch, ClockSign, ClockFirstContact, ClockReturn, ClockReturnRuling, ClockReply,
	ClockAssist, ClockExtensionRuling, ClockReview, ClockRedo, ClockSupervision, ClockSurvey, ClockCallback, ClockMessageReply, ClockChatReply}

// firstClocks are the clocks that rule sets of the first table answer for.
var firstClocks = []Clock{ClockAccept, ClockDispatch, ClockSign, ClockReturn, "ruling", ClockReply, "extension", ClockReview, ClockRedo,
	ClockSurvey, ClockMessageReply, ClockChatReply}

// RuleTable is the version of the list of clocks. A rule set that was released for an earlier list stays valid for the cases
// pinned to it.
const RuleTable = 2

// standIn names the clock by whose limit a rule set counts a clock it does not know.
var standIn = map[Clock]Clock{ClockReturnRuling: "ruling", ClockExtensionRuling: "ruling", ClockFirstContact: ClockSign, ClockAssist: ClockReply,
	ClockSupplement: ClockRedo, ClockSupervision: ClockRedo, ClockCallback: ClockAccept, "ruling": ClockReturnRuling}

// Kinds of case, degrees of urgency and levels of unit that a rule may name.
var (
	Kinds     = []string{"consultation", "help", "complaint", "report", "suggestion", "praise"}
	Urgencies = []string{"normal", "utility", "urgent"}
	Levels    = []string{"city", "district", "street", "community"}
)
