package api

import "net/http"

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

		{Method: post, Path: "/api/v1/tracking", Public: true, NoKey: true, MaxBody: 4 << 10, Limit: 20, Handler: s.track},
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
		{Method: get, Path: "/api/v1/ledger", Kind: "audit", Act: "read", Handler: s.listLedger},
		{Method: get, Path: "/api/v1/cases/:id/history", Kind: "case", Act: "history.read", Handler: s.caseHistory},
		{Method: get, Path: "/api/v1/numbers/:number", Kind: "session", Act: "own", Handler: s.findNumber},
		{Method: get, Path: "/api/v1/presence", Kind: "session", Act: "own", Handler: s.showPresence},
		{Method: post, Path: "/api/v1/presence", Kind: "session", Act: "own", NoKey: true, Handler: s.setPresence},
		{Method: get, Path: "/api/v1/demo", Public: true, Handler: s.showDemo},

		{Method: get, Path: "/api/v1/mine", Public: true, Handler: s.listMine},
	}
	return s.Register(append(routes, s.actRoutes()...))
}
