package api

import (
	"net/http"
	"time"
)

// Resources are the routes of the hotline itself. Call it once, after New; a part that is missing fails the start.
func (s *Server) Resources() error {
	get, post := http.MethodGet, http.MethodPost
	routes := []Route{
		{Method: get, Path: "/api/v1/city", Public: true, Handler: s.showCity},
		{Method: post, Path: "/api/v1/visits", Public: true, NoKey: true, MaxBody: 1 << 10, Limit: 60, Handler: s.countVisit},
		{Method: get, Path: "/api/v1/contract", Public: true, Handler: s.showContract},
		{Method: get, Path: "/api/v1/suggestions", Public: true, Limit: 300, Handler: s.listSuggestions},
		{Method: get, Path: "/api/v1/outlets", Kind: "outlet", Act: "read", Handler: s.listOutlets},
		{Method: get, Path: "/api/v1/classes", Kind: "class", Act: "read", Handler: s.listClasses},
		{Method: get, Path: "/api/v1/departments", Kind: "department", Act: "read", Handler: s.listDepartments},

		{Method: post, Path: "/api/v1/conversations", Kind: "conversation", Act: "ask", MaxBody: 8 << 10, Handler: s.openConversation},
		{Method: get, Path: "/api/v1/conversations", Kind: "conversation", Act: "list", Handler: s.listConversations},
		{Method: get, Path: "/api/v1/current-conversation", Kind: "conversation", Act: "read", Handler: s.currentConversation},
		{Method: get, Path: "/api/v1/conversations/:id", Kind: "conversation", Act: "read", Handler: s.showConversation},
		{Method: get, Path: "/api/v1/conversations/:id/utterances", Kind: "conversation", Act: "read", Handler: s.listUtterances},
		{Method: post, Path: "/api/v1/conversations/:id/utterances", Kind: "conversation", Act: "read", MaxBody: 8 << 10, Handler: s.addUtterance},

		{Method: post, Path: "/api/v1/messages", Kind: "message", Act: "submit", Handler: s.submitMessage},
		{Method: get, Path: "/api/v1/messages", Kind: "message", Act: "list", Handler: s.listMessages},
		{Method: get, Path: "/api/v1/messages/:id", Kind: "message", Act: "read", Handler: s.showMessage},
		{Method: get, Path: "/api/v1/messages/:id/timeline", Kind: "message", Act: "read", Handler: s.messageTimeline},

		{Method: post, Path: "/api/v1/cases", Kind: "case", Act: "register", Handler: s.registerCase},
		{Method: get, Path: "/api/v1/cases", Kind: "case", Act: "list", Handler: s.listCases},
		{Method: get, Path: "/api/v1/case-counts", Kind: "case", Act: "list", Handler: s.showCaseCounts},
		{Method: get, Path: "/api/v1/departments/:id/people", Kind: "staff", Act: "read", Handler: s.listPeople},
		{Method: get, Path: "/api/v1/departments/:id/load", Kind: "staff", Act: "read", Handler: s.showLoad},
		{Method: get, Path: "/api/v1/cases/:id", Kind: "case", Act: "read", Handler: s.showCase},
		{Method: get, Path: "/api/v1/cases/:id/timeline", Kind: "case", Act: "read", Handler: s.caseTimeline},
		{Method: post, Path: "/api/v1/cases/:id/reveal", Kind: "case", Act: "pii.reveal", MaxBody: 4 << 10, Handler: s.revealParty},
		{Method: get, Path: "/api/v1/cases/:id/viewers", Kind: "case", Act: "viewers.read", Handler: s.listViewers},

		// The call centre is no person of the policy: it shows its token.
		{Method: post, Path: "/api/v1/calls", Public: true, NoKey: true, MaxBody: 4 << 10, Limit: 1200, Handler: s.postCall},
		{Method: post, Path: "/api/v1/typed-calls", Kind: "call", Act: "type", MaxBody: 4 << 10, Handler: s.typeCall},
		{Method: get, Path: "/api/v1/calls", Kind: "call", Act: "list", Handler: s.listCalls},
		{Method: get, Path: "/api/v1/calls/:id", Kind: "call", Act: "read", Handler: s.showCall},
		{Method: post, Path: "/api/v1/calls/:id/actions/take", Kind: "call", Act: "take", MaxBody: 1 << 10, Handler: s.takeCall},
		{Method: post, Path: "/api/v1/calls/:id/actions/close", Kind: "call", Act: "close", MaxBody: 4 << 10, Handler: s.closeCall},
		{Method: post, Path: "/api/v1/calls/:id/actions/answer", Kind: "call", Act: "close", Handler: s.answerCall},
		{Method: post, Path: "/api/v1/calls/:id/reveal", Kind: "call", Act: "number.reveal", MaxBody: 4 << 10, Handler: s.revealCall},
		{Method: get, Path: "/api/v1/extension", Kind: "call", Act: "type", Handler: s.showExtension},
		{Method: http.MethodPut, Path: "/api/v1/extension", Kind: "call", Act: "type", NoKey: true, MaxBody: 1 << 10, Handler: s.setExtension},

		{Method: post, Path: "/api/v1/callbacks", Kind: "callback", Act: "ask", MaxBody: 4 << 10, Limit: 10, Handler: s.askCallback},
		{Method: get, Path: "/api/v1/callbacks", Kind: "callback", Act: "list", Handler: s.listCallbacks},
		{Method: get, Path: "/api/v1/my-callbacks", Kind: "callback", Act: "read", Handler: s.listMyCallbacks},
		{Method: get, Path: "/api/v1/callbacks/:id", Kind: "callback", Act: "read", Handler: s.showCallback},
		{Method: post, Path: "/api/v1/callbacks/:id/actions/take", Kind: "callback", Act: "take", MaxBody: 1 << 10, Handler: s.takeCallback},
		{Method: post, Path: "/api/v1/callbacks/:id/actions/attempt", Kind: "callback", Act: "attempt", MaxBody: 4 << 10, Handler: s.attemptCallback},
		{Method: post, Path: "/api/v1/callbacks/:id/actions/call", Kind: "callback", Act: "attempt", MaxBody: 1 << 10, Handler: s.callCallback},
		{Method: post, Path: "/api/v1/callbacks/:id/actions/withdraw", Kind: "callback", Act: "withdraw", MaxBody: 1 << 10, Handler: s.withdrawCallback},
		{Method: post, Path: "/api/v1/callbacks/:id/reveal", Kind: "callback", Act: "number.reveal", MaxBody: 4 << 10, Handler: s.revealCallback},

		{Method: get, Path: "/api/v1/attachment-limits", Public: true, Handler: s.listLimits},
		{Method: post, Path: "/api/v1/attachments", Kind: "attachment", Act: "upload", MaxBody: 8 << 10, Handler: s.beginUpload},
		{Method: get, Path: "/api/v1/attachments/:id", Kind: "attachment", Act: "upload", Handler: s.showUpload},
		{Method: http.MethodPut, Path: "/api/v1/attachments/:id/content", Kind: "attachment", Act: "upload", NoKey: true, MaxBody: maxPieceBody, Limit: 600, Handler: s.putPiece},
		{Method: post, Path: "/api/v1/attachments/:id/actions/complete", Kind: "attachment", Act: "upload", NoKey: true, MaxBody: 1 << 10, Timeout: time.Minute, Handler: s.completeUpload},
		{Method: http.MethodDelete, Path: "/api/v1/attachments/:id", Kind: "attachment", Act: "upload", NoKey: true, Handler: s.removeUpload},
		{Method: get, Path: "/api/v1/attachments/:id/content", Kind: "session", Act: "own", Timeout: -1, Handler: s.sendFile},
		{Method: get, Path: "/api/v1/cases/:id/attachments", Kind: "case", Act: "read", Handler: s.listCaseFiles},
		{Method: get, Path: "/api/v1/messages/:id/attachments", Kind: "message", Act: "read", Handler: s.listMessageFiles},

		{Method: post, Path: "/api/v1/duplicates", Kind: "case", Act: "register", NoKey: true, MaxBody: 16 << 10, Limit: 60, Handler: s.findDuplicates},
		{Method: get, Path: "/api/v1/cases/:id/duplicates", Kind: "case", Act: "read", Handler: s.caseDuplicates},
		{Method: post, Path: "/api/v1/class-suggestions", Kind: "class", Act: "suggest", NoKey: true, MaxBody: 16 << 10, Handler: s.suggestClass},
		{Method: get, Path: "/api/v1/class-suggestions", Kind: "class", Act: "suggest", Handler: s.showSuggested},
		{Method: get, Path: "/api/v1/cases/:id/suggestions", Kind: "class", Act: "suggest", Handler: s.suggestForCase},

		{Method: post, Path: "/api/v1/tracking", Public: true, NoKey: true, MaxBody: 4 << 10, Limit: 20, LimitClass: "tracking", Handler: s.track},
		{Method: get, Path: "/api/v1/public-cases", Public: true, Handler: s.listPublicCases},
		{Method: get, Path: "/api/v1/public-messages", Public: true, Handler: s.listPublicMessages},

		// Pages without script: for old browsers, and for links in an SMS.
		{Method: get, Path: "/track", Public: true, Plain: true, Handler: s.plainTrack},
		{Method: post, Path: "/track", Public: true, Plain: true, NoKey: true, MaxBody: 4 << 10, Limit: 20, LimitClass: "tracking", Handler: s.plainFound},
		{Method: get, Path: "/t/:code", Public: true, Plain: true, Handler: s.plainTrack},
		{Method: get, Path: "/survey/:token", Public: true, Plain: true, Handler: s.plainSurvey},
		{Method: post, Path: "/survey/:token", Public: true, Plain: true, NoKey: true, MaxBody: 4 << 10, Limit: 20, Handler: s.plainRate},
		{Method: get, Path: "/api/v1/hot-questions", Public: true, Handler: s.listHotQuestions},
		{Method: get, Path: "/api/v1/articles", Kind: "article", Act: "list", Handler: s.listArticles},
		{Method: get, Path: "/api/v1/article-categories", Kind: "article", Act: "list", Handler: s.listCategories},
		{Method: post, Path: "/api/v1/articles", Kind: "article", Act: "create", Handler: s.createArticle},
		{Method: get, Path: "/api/v1/articles/:id", Kind: "article", Act: "read", Handler: s.showArticle},
		{Method: http.MethodPut, Path: "/api/v1/articles/:id", Kind: "article", Act: "edit", Handler: s.editArticle},
		{Method: post, Path: "/api/v1/articles/:id/actions/publish", Kind: "article", Act: "publish", Handler: s.publishArticle},
		{Method: post, Path: "/api/v1/articles/:id/actions/withdraw", Kind: "article", Act: "withdraw", Handler: s.withdrawArticle},
		{Method: post, Path: "/api/v1/article-tries", Kind: "article", Act: "try", NoKey: true, Handler: s.tryQuestion},

		{Method: get, Path: "/api/v1/board", Kind: "board", Act: "read", Handler: s.showBoard},
		{Method: get, Path: "/api/v1/statistics", Kind: "statistics", Act: "read", Handler: s.showStatistics},
		{Method: get, Path: "/api/v1/statistics/misses", Kind: "statistics", Act: "read", Handler: s.listMisses},
		{Method: get, Path: "/api/v1/rates", Kind: "rates", Act: "read", Handler: s.showRates},
		{Method: get, Path: "/api/v1/rate-cases", Kind: "rates", Act: "read", Handler: s.listRateCases},
		{Method: get, Path: "/api/v1/rate-editions", Kind: "edition", Act: "read", Handler: s.listEditions},
		{Method: post, Path: "/api/v1/rate-editions", Kind: "edition", Act: "publish", MaxBody: 8 << 10, Timeout: time.Minute, Handler: s.publishEdition},
		{Method: get, Path: "/api/v1/rate-editions/:id", Kind: "edition", Act: "read", Handler: s.showEdition},
		{Method: get, Path: "/api/v1/rate-editions/:id/cases", Kind: "edition", Act: "read", Handler: s.listEditionCases},
		{Method: get, Path: "/api/v1/ledger", Kind: "audit", Act: "read", Handler: s.listLedger},
		{Method: get, Path: "/api/v1/cases/:id/history", Kind: "case", Act: "history.read", Handler: s.caseHistory},
		{Method: get, Path: "/api/v1/numbers/:number", Kind: "session", Act: "own", Handler: s.findNumber},
		{Method: get, Path: "/api/v1/presence", Kind: "session", Act: "own", Handler: s.showPresence},
		{Method: post, Path: "/api/v1/presence", Kind: "session", Act: "own", NoKey: true, Handler: s.setPresence},
		{Method: get, Path: "/api/v1/catalogues", Kind: "catalogue", Act: "read", Handler: s.listCatalogues},
		{Method: get, Path: "/api/v1/catalogues/:kind", Kind: "catalogue", Act: "read", Handler: s.showCatalogue},
		{Method: get, Path: "/api/v1/catalogues/:kind/sheet", Kind: "catalogue", Act: "read", Handler: s.catalogueSheet},
		{Method: post, Path: "/api/v1/catalogues/:kind/checks", Kind: "catalogue", Act: "publish", NoKey: true, MaxBody: 8 << 20, Handler: s.tryCatalogue},
		{Method: post, Path: "/api/v1/catalogues/:kind/readings", Kind: "catalogue", Act: "publish", NoKey: true, MaxBody: 8 << 20, Handler: s.readCatalogue},
		{Method: post, Path: "/api/v1/catalogues/:kind", Kind: "catalogue", Act: "publish", MaxBody: 8 << 20, Handler: s.publishCatalogue},

		{Method: get, Path: "/api/v1/rule-sets", Kind: "rule_set", Act: "read", Handler: s.listRuleSets},
		{Method: get, Path: "/api/v1/rule-sets/:ref", Kind: "rule_set", Act: "read", Handler: s.showRuleSet},
		{Method: post, Path: "/api/v1/rule-sets", Kind: "rule_set", Act: "publish", MaxBody: 256 << 10, Handler: s.publishRuleSet},
		{Method: post, Path: "/api/v1/rule-sets/:ref/adopt", Kind: "rule_set", Act: "publish", Handler: s.adoptRuleSet},
		{Method: post, Path: "/api/v1/rule-set-checks", Kind: "rule_set", Act: "rehearse", NoKey: true, MaxBody: 256 << 10, Handler: s.checkRuleSet},
		{Method: post, Path: "/api/v1/rehearsals", Kind: "rule_set", Act: "rehearse", MaxBody: 512 << 10, Handler: s.startRehearsal},
		{Method: get, Path: "/api/v1/calendars", Kind: "calendar", Act: "read", Handler: s.listCalendars},
		{Method: get, Path: "/api/v1/calendars/:ref", Kind: "calendar", Act: "read", Handler: s.showCalendar},
		{Method: post, Path: "/api/v1/calendars", Kind: "calendar", Act: "publish", MaxBody: 256 << 10, Timeout: time.Minute, Handler: s.publishCalendar},
		{Method: post, Path: "/api/v1/calendar-previews", Kind: "calendar", Act: "publish", NoKey: true, MaxBody: 256 << 10, Timeout: time.Minute, Handler: s.previewCalendar},
		{Method: post, Path: "/api/v1/calendar-notices", Kind: "calendar", Act: "publish", NoKey: true, MaxBody: 256 << 10, Handler: s.readNotice},
		{Method: get, Path: "/api/v1/time-jobs", Kind: "rule_set", Act: "read", Handler: s.listTimeJobs},
		{Method: get, Path: "/api/v1/time-jobs/:id", Kind: "rule_set", Act: "read", Limit: 600, Handler: s.showTimeJob},
		{Method: post, Path: "/api/v1/time-jobs/:id/cancel", Kind: "rule_set", Act: "rehearse", Handler: s.cancelTimeJob},
		{Method: post, Path: "/api/v1/clock-sweeps", Kind: "system", Act: "clocks.sweep", Handler: s.startSweep},
		{Method: get, Path: "/api/v1/health", Kind: "system", Act: "health.read", Handler: s.showHealth},
		{Method: get, Path: "/api/v1/demo", Public: true, Handler: s.showDemo},

		{Method: get, Path: "/api/v1/mine", Public: true, Handler: s.listMine},
	}
	return s.Register(append(routes, s.actRoutes()...))
}
