package api

import (
	"minhu/internal/evidence"
	"minhu/internal/knowledge"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// subjectRef names what a human number belongs to.
type subjectRef struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// savedArticle is the answer to a write of an article.
type savedArticle struct {
	ID      string `json:"id"`
	Rev     int64  `json:"rev"`
	Version int    `json:"version,omitempty"`
	Status  string `json:"status,omitempty"`
}

// Docs describes every route that is not a generic act.
func Docs() map[string]Doc {
	page := []string{"limit", "cursor"}
	with := func(names ...string) []string { return append(names, page...) }
	return map[string]Doc{
		"GET /healthz":             {Summary: "The process is alive"},
		"GET /readyz":              {Summary: "Every part answers; 503 names the one that does not"},
		"GET /metrics":             {Summary: "Counters in Prometheus' text format"},
		"GET /api/v1/openapi.yaml": {Summary: "This document"},

		"POST /api/v1/session":         {Summary: "Sign in as staff", Body: signInBody{}, Answer: sessionView{}},
		"GET /api/v1/session":          {Summary: "Who asks, and what they may do", Answer: sessionView{}},
		"DELETE /api/v1/session":       {Summary: "Sign out", Status: 204},
		"GET /api/v1/session/accounts": {Summary: "Demonstration accounts; 404 without demonstration data", List: demoAccountView{}},
		"GET /api/v1/events":           {Summary: "Server-sent events, resumed by Last-Event-ID"},
		"GET /api/v1/events/poll":      {Summary: "The same events as JSON, for browsers that cannot stream", Query: []string{"after", "wait"}},
		"GET /api/v1/presence":         {Summary: "Whether I take talks", Answer: PresenceView{}},
		"POST /api/v1/presence":        {Summary: "Take talks or not", Body: presenceBody{}, Answer: PresenceView{}},

		"GET /api/v1/staff":                                {Summary: "People of the house by user name", Query: with("department", "role", "q", "disabled"), List: PersonView{}},
		"GET /api/v1/staff/:id":                            {Summary: "One person: roles past and present, every change, what is in hand", Answer: PersonFile{}},
		"POST /api/v1/staff/:id/invitations":               {Summary: "A link by which the person sets a password, shown once", Answer: InvitationView{}, Status: 201},
		"GET /api/v1/access-changes":                       {Summary: "Proposals about people, newest first", Query: with("show"), List: AccessChangeView{}},
		"POST /api/v1/access-changes":                      {Summary: "Propose a change of a person or a new one; somebody else decides", Body: AccessBody{}, Answer: ProposedAnswer{}, Status: 201},
		"POST /api/v1/access-previews":                     {Summary: "What a change would give and take; nothing is stored", Body: AccessBody{}, Answer: AccessPreview{}},
		"POST /api/v1/access-changes/:id/actions/approve":  {Summary: "Put a proposal in force", Body: DecideBody{}, Answer: DecidedAnswer{}},
		"POST /api/v1/access-changes/:id/actions/reject":   {Summary: "Refuse a proposal", Body: DecideBody{}, Answer: DecidedAnswer{}},
		"POST /api/v1/access-changes/:id/actions/withdraw": {Summary: "Take one's own proposal back", Body: DecideBody{}, Answer: DecidedAnswer{}},
		"GET /api/v1/invitations/:token":                   {Summary: "Whom a link lets in", Answer: Invited{}},
		"POST /api/v1/invitations/:token":                  {Summary: "Set the password; the link is used up", Body: PasswordBody{}, Answer: Invited{}},
		"GET /api/v1/policy":                               {Summary: "The lines of the policy in force and the separated roles", Answer: PolicyView{}},
		"POST /api/v1/policy-trials":                       {Summary: "What a person may do with a thing, and which line says so", Body: TrialBody{}, Answer: TrialAnswer{}},
		"GET /api/v1/agents":                               {Summary: "Agents and leaders with their state and what is in hand, and skill groups with who waits", Answer: AgentsView{}},
		"GET /api/v1/agents/:id/presences":                 {Summary: "How the states of an agent followed each other in the last seven days", List: PresenceItem{}},
		"GET /api/v1/handovers":                            {Summary: "Hand-overs of shifts in the last day that concern me; whoever leads reads all", List: HandoverView{}},
		"POST /api/v1/handovers":                           {Summary: "Hand over a shift: every talk, call and wish to be called back in hand", Body: HandoverBody{}, Answer: HandoverView{}},
		"POST /api/v1/handovers/:id/actions/see":           {Summary: "I have read the note of a hand-over", Status: 204},

		"GET /api/v1/catalogues":                 {Summary: "The catalogues an administrator keeps, with their versions", List: CatalogueItem{}},
		"GET /api/v1/catalogues/:kind":           {Summary: "A catalogue: columns, rows, versions", Query: []string{"version"}, Answer: CatalogueView{}},
		"GET /api/v1/catalogues/:kind/sheet":     {Summary: "A catalogue as XLSX"},
		"POST /api/v1/catalogues/:kind/checks":   {Summary: "What is wrong with a table and what would change; nothing is stored", Body: CatalogueBody{}, Answer: CatalogueReport{}},
		"POST /api/v1/catalogues/:kind/readings": {Summary: "Read a CSV or XLSX and report on it; nothing is stored", Body: CatalogueFile{}, Answer: CatalogueReport{}},
		"POST /api/v1/catalogues/:kind":          {Summary: "Put a whole table in force as the next version", Body: CatalogueBody{}, Answer: CataloguePublished{}, Status: 201},

		"GET /api/v1/notices":                        {Summary: "My notices (通知), newest first", Query: with("unread"), List: StaffNotice{}},
		"GET /api/v1/notice-count":                   {Summary: "How many of my notices are unread; 100 stands for more", Answer: NoticeCountView{}},
		"POST /api/v1/notices/actions/read":          {Summary: "Mark my notices as read", Body: ReadNoticesBody{}, Answer: NoticeCountView{}},
		"GET /api/v1/deliveries":                     {Summary: "Notices on their way and how they went, numbers masked", Query: with("state"), List: DeliveryView{}},
		"GET /api/v1/delivery-counts":                {Summary: "How sending stands, and what workflows owe one another", Answer: DeliveryCounts{}},
		"POST /api/v1/deliveries/:id/actions/resend": {Summary: "Send a parked or refused notice again, under its key", Body: emptyBody{}, Answer: DeliveryView{}},
		"GET /api/v1/parked-effects":                 {Summary: "What one workflow owed another and was refused for good", Query: with(), List: ParkedEffectView{}},
		"GET /api/v1/notice-texts":                   {Summary: "Texts of notices: who gets them when, what they may say, how long they get", List: NoticeText{}},

		"GET /api/v1/duty-proposals":                      {Summary: "Corrections of the duty list that upheld returns propose", Query: with("state"), List: DutyProposalView{}},
		"POST /api/v1/duty-proposals/:id/actions/adopt":   {Summary: "Publish the duty list with the correction", Body: DutyDecisionBody{}, Answer: CataloguePublished{}},
		"POST /api/v1/duty-proposals/:id/actions/dismiss": {Summary: "End a proposal without changing the list", Body: DutyDecisionBody{}, Answer: subjectRef{}},

		"GET /api/v1/rule-sets":             {Summary: "Rule sets (时限规则), every version, with the words a form needs", Answer: RuleSetsView{}},
		"GET /api/v1/rule-sets/:ref":        {Summary: "One version as it is written down", Answer: worktime.RulesDoc{}},
		"POST /api/v1/rule-sets":            {Summary: "Publish a new version; new cases are opened with it", Body: RuleSetBody{}, Answer: PublishedAnswer{}, Status: 201},
		"POST /api/v1/rule-sets/:ref/adopt": {Summary: "Put an existing version in force for new cases", Body: AdoptBody{}, Answer: PublishedAnswer{}},
		"POST /api/v1/rule-set-checks":      {Summary: "What is wrong with a rule set; nothing is stored", Body: RuleSetBody{}, Answer: CheckAnswer{}},
		"POST /api/v1/rehearsals":           {Summary: "Try a rule set or calendar on recorded cases; a job, nothing is changed", Body: RehearsalBody{}, Answer: PublishedAnswer{}, Status: 201},
		"GET /api/v1/calendars":             {Summary: "Working calendars (工作日历), every version", Answer: CalendarsView{}},
		"GET /api/v1/calendars/:ref":        {Summary: "One version with the days of a year", Query: []string{"year"}, Answer: CalendarView{}},
		"POST /api/v1/calendars":            {Summary: "Publish a new version; a job moves the open cases it moves", Body: CalendarBody{}, Answer: PublishedAnswer{}, Status: 201},
		"POST /api/v1/calendar-previews":    {Summary: "Which open cases a calendar would move; nothing is stored", Body: CalendarBody{}, Answer: CalendarPreview{}},
		"POST /api/v1/calendar-notices":     {Summary: "Read a yearly notice into a year; nothing is stored", Body: NoticeBody{}, Answer: NoticeAnswer{}},
		"GET /api/v1/time-jobs":             {Summary: "The newest jobs of a kind: recount, rehearsal, sweep", Query: []string{"kind"}, List: TimeJobView{}},
		"GET /api/v1/time-jobs/:id":         {Summary: "How far a job has come; ask at most once a second", Answer: TimeJobView{}},
		"POST /api/v1/time-jobs/:id/cancel": {Summary: "Stop a rehearsal"},
		"POST /api/v1/clock-sweeps":         {Summary: "Compare every clock with a slow recount, now", Answer: PublishedAnswer{}, Status: 201},
		"GET /api/v1/health":                {Summary: "What is in force, and whether every clock was right", Answer: HealthView{}},

		"GET /api/v1/city":          {Summary: "Names, notice, service hours, the server's time", Answer: CityView{}},
		"POST /api/v1/visits":       {Summary: "Count a visit; sets the citizen's cookie", Status: 204},
		"GET /api/v1/contract":      {Summary: "The words of the transition table", Answer: ContractView{}},
		"GET /api/v1/suggestions":   {Summary: "Questions that complete what is being typed", Query: []string{"q"}, List: knowledge.Suggestion{}},
		"GET /api/v1/hot-questions": {Summary: "What is asked most today, by scene", List: HotScene{}},
		"GET /api/v1/outlets":       {Summary: "Service outlets", List: OutletView{}},
		"GET /api/v1/classes":       {Summary: "Classes of matters", List: store.ClassRow{}},
		"GET /api/v1/departments":   {Summary: "Departments", List: store.DepartmentRow{}},

		"POST /api/v1/conversations":                {Summary: "Open a conversation with its first question", Body: SayBody{}, Answer: TurnAnswer{}, Status: 201},
		"GET /api/v1/conversations":                 {Summary: "Conversations of the desk", Query: with("view"), List: ConversationItem{}},
		"GET /api/v1/current-conversation":          {Summary: "The citizen's newest conversation; 204 when there is none", Answer: ConversationView{}},
		"GET /api/v1/conversations/:id":             {Summary: "A conversation with its lines", Answer: ConversationView{}},
		"GET /api/v1/conversations/:id/utterances":  {Summary: "Lines after a sequence number", Query: []string{"after"}, Answer: TurnAnswer{}},
		"POST /api/v1/conversations/:id/utterances": {Summary: "Say a line", Body: SayBody{}, Answer: TurnAnswer{}},

		"POST /api/v1/messages":             {Summary: "Submit a message (留言)", Body: MessageBody{}, Answer: ReceiptView{}, Status: 201},
		"GET /api/v1/messages":              {Summary: "Messages", Query: with("stage"), List: MessageItem{}},
		"GET /api/v1/messages/:id":          {Summary: "A message", Answer: MessageView{}},
		"GET /api/v1/messages/:id/timeline": {Summary: "What happened to a message", List: TimelineItem{}},

		"POST /api/v1/cases": {Summary: "Register a case (诉求)", Body: CaseBody{}, Answer: ReceiptView{}, Status: 201},
		"GET /api/v1/cases": {Summary: "Cases within the reader's scope", List: CaseItem{},
			Query: with("stage", "kind", "class", "department", "number", "light", "open", "sort", "holder", "pending", "assisting", "redone", "due", "uncontacted", "working")},
		"GET /api/v1/case-sheet":             {Summary: "The open cases I may answer as XLSX, with columns to fill in and a hidden key a line"},
		"POST /api/v1/case-sheet/checks":     {Summary: "What is wrong with a sheet that came back, by line; nothing is done", Body: SheetFile{}, Answer: SheetReport{}},
		"POST /api/v1/case-sheet/imports":    {Summary: "Take each line as an ordinary reply, or none when any is wrong; the same sheet twice does nothing twice", Body: SheetFile{}, Answer: SheetReport{}},
		"GET /api/v1/case-counts":            {Summary: "Open cases within the reader's scope, counted by stage and by what is due", Answer: CaseCounts{}},
		"GET /api/v1/departments/:id/people": {Summary: "Who works in a department or below it", List: store.Person{}},
		"GET /api/v1/departments/:id/load":   {Summary: "What each of them has in hand; the row without an id lies with nobody", List: store.LoadRow{}},
		"GET /api/v1/cases/:id":              {Summary: "A case", Answer: CaseView{}},
		"GET /api/v1/cases/:id/timeline":     {Summary: "What happened to a case", List: TimelineItem{}},
		"POST /api/v1/cases/:id/reveal":      {Summary: "Show one field of who raised it; on record", Body: RevealBody{}, Answer: RevealView{}},
		"GET /api/v1/cases/:id/viewers":      {Summary: "Who looked (谁看过)", List: store.Viewer{}},
		"GET /api/v1/cases/:id/history":      {Summary: "The workflow's own history, decoded; on record", List: HistoryEvent{}},

		"POST /api/v1/calls":                          {Summary: "What the call centre says about a call; needs its bearer token; idempotent by call_id and state", Body: CallBody{}, Answer: callAnswer{}},
		"POST /api/v1/typed-calls":                    {Summary: "Open a call whose number was typed", Body: typedCallBody{}, Answer: CallView{}, Status: 201},
		"GET /api/v1/calls":                           {Summary: "Calls: live, mine, all", Query: with("view"), List: CallView{}},
		"GET /api/v1/calls/:id":                       {Summary: "A call with the caller's history", Answer: CallerView{}},
		"POST /api/v1/calls/:id/actions/take":         {Summary: "Take a call", Body: emptyBody{}, Answer: callAnswer{}},
		"POST /api/v1/calls/:id/actions/close":        {Summary: "End a call of which nothing came", Body: closeCallBody{}, Answer: callAnswer{}},
		"POST /api/v1/calls/:id/actions/answer":       {Summary: "Register a case and answer it while the caller listens (办结于通话)", Body: answeredBody{}, Answer: ReceiptView{}, Status: 201},
		"POST /api/v1/calls/:id/reveal":               {Summary: "Show the caller's number; on record", Body: callRevealBody{}, Answer: RevealView{}},
		"GET /api/v1/extension":                       {Summary: "The telephone I sit at", Answer: TelephoneView{}},
		"PUT /api/v1/extension":                       {Summary: "Say at which telephone I sit", Body: TelephoneView{}, Answer: TelephoneView{}},
		"POST /api/v1/callbacks":                      {Summary: "Ask to be called back (请回电给我)", Body: CallbackBody{}, Answer: CallbackView{}, Status: 201},
		"GET /api/v1/callbacks":                       {Summary: "The call-back queue: open, mine, closed", Query: with("view"), List: CallbackView{}},
		"GET /api/v1/my-callbacks":                    {Summary: "This browser's own wishes to be called back", List: CallbackView{}},
		"GET /api/v1/callbacks/:id":                   {Summary: "A wish to be called back, with the tries", Answer: CallbackView{}},
		"POST /api/v1/callbacks/:id/actions/take":     {Summary: "Take a wish", Body: emptyBody{}, Answer: callbackAnswer{}},
		"POST /api/v1/callbacks/:id/actions/attempt":  {Summary: "Say how a try went; the third in vain ends it", Body: attemptBody{}, Answer: callbackAnswer{}},
		"POST /api/v1/callbacks/:id/actions/call":     {Summary: "Open the call that answers a wish", Body: emptyBody{}, Answer: CallView{}, Status: 201},
		"POST /api/v1/callbacks/:id/actions/withdraw": {Summary: "No longer wish to be called", Body: emptyBody{}, Answer: callbackAnswer{}},
		"POST /api/v1/callbacks/:id/reveal":           {Summary: "Show the number; on record", Body: callRevealBody{}, Answer: RevealView{}},

		"GET /api/v1/attachment-limits":                 {Summary: "What may be handed in: types, sizes, numbers", List: evidence.Limit{}},
		"POST /api/v1/attachments":                      {Summary: "Begin an upload", Body: AttachmentBody{}, Answer: AttachmentView{}, Status: 201},
		"GET /api/v1/attachments/:id":                   {Summary: "How far an upload of mine is", Answer: AttachmentView{}},
		"PUT /api/v1/attachments/:id/content":           {Summary: "One piece of an upload, application/octet-stream", Query: []string{"offset"}, Answer: AttachmentView{}},
		"POST /api/v1/attachments/:id/actions/complete": {Summary: "All pieces are there; the bytes are checked", Body: completeBody{}, Answer: AttachmentView{}},
		"DELETE /api/v1/attachments/:id":                {Summary: "Take an upload back", Status: 204},
		"GET /api/v1/attachments/:id/content":           {Summary: "The file, as an attachment; parts by Range"},
		"GET /api/v1/cases/:id/attachments":             {Summary: "The files of a case", List: AttachmentView{}},
		"GET /api/v1/messages/:id/attachments":          {Summary: "The files of a message", List: AttachmentView{}},

		"POST /api/v1/duplicates":           {Summary: "Earlier matters that a new one looks like; nothing is stored", Body: DuplicateBody{}, Answer: DuplicatesView{}},
		"POST /api/v1/joins":                {Summary: "Say that one met the same (我也遇到): a link to somebody else's matter with a query code of one's own; once a number", Body: JoinBody{}, Answer: JoinView{}, Status: 201},
		"GET /api/v1/cases/:id/duplicates":  {Summary: "Earlier matters that a case looks like", Answer: DuplicatesView{}},
		"POST /api/v1/class-suggestions":    {Summary: "Classes a text may belong to, with grounds and units", Body: SuggestBody{}, List: ClassSuggestion{}},
		"GET /api/v1/class-suggestions":     {Summary: "How often suggestions were kept in 30 days", Answer: SuggestedView{}},
		"GET /api/v1/cases/:id/suggestions": {Summary: "Classes a case may belong to", List: ClassSuggestion{}},

		"GET /api/v1/public-cases":    {Summary: "Closed cases that were published; ?q= of at least two characters searches their text", Query: with("q"), List: PublicItem{}},
		"GET /api/v1/public-messages": {Summary: "Answered messages that were published, searched as public-cases are", Query: with("q"), List: PublicItem{}},
		"GET /track":                  {Summary: "Tracking as a page without script"},
		"POST /track":                 {Summary: "Where a matter stands, from the form of that page"},
		"GET /t/:code":                {Summary: "The tracking page with the query code filled in: the short link of an SMS"},
		"GET /survey/:token":          {Summary: "The rating of one survey round as a page without script and sign-in: the link of an SMS"},
		"POST /survey/:token":         {Summary: "Rate once, from the form of that page; 410 when the round is over"},
		"POST /api/v1/tracking":       {Summary: "Where a case stands, by query code", Body: TrackingBody{}, Answer: TrackingView{}},
		"GET /api/v1/mine":            {Summary: "What this browser's citizen has raised", Answer: MineView{}},

		"GET /api/v1/articles":                       {Summary: "The knowledge base", Query: with("q", "category", "status"), List: ArticleView{}},
		"GET /api/v1/article-categories":             {Summary: "Categories in use", List: store.Category{}},
		"POST /api/v1/articles":                      {Summary: "Make a draft", Body: ArticleBody{}, Answer: savedArticle{}, Status: 201},
		"GET /api/v1/articles/:id":                   {Summary: "An article", Answer: ArticleView{}},
		"PUT /api/v1/articles/:id":                   {Summary: "Change the draft", Body: ArticleBody{}, Answer: savedArticle{}},
		"POST /api/v1/articles/:id/actions/publish":  {Summary: "Make the draft live", Body: articleActBody{}, Answer: savedArticle{}},
		"POST /api/v1/articles/:id/actions/withdraw": {Summary: "Take a live article out of the answers", Body: articleActBody{}, Answer: savedArticle{}},
		"POST /api/v1/article-tries":                 {Summary: "What the bot would do with a question, and why", Body: tryBody{}, Answer: knowledge.Explained{}},

		"GET /api/v1/board":      {Summary: "The supervisor's board", Answer: BoardView{}},
		"GET /api/v1/statistics": {Summary: "Figures of the last days, with their definitions", Query: []string{"days"}, Answer: StatisticsView{}},
		"GET /api/v1/rates": {Summary: "The assessment: indicators of units for a period as known at a cut-off, with the period before and a year ago. period: week (Friday 12:00 to Friday 12:00), last_week, month, last_month, quarter, year; or from and to",
			Query: ratesQuery, Answer: RatesView{}},
		"GET /api/v1/rate-cases": {Summary: "The cases behind a figure. part: numerator, missed, denominator, excluded (of one measure); unit: id with all below it, - for the hotline itself",
			Query: append([]string{"indicator", "part", "measure", "unit", "limit", "cursor"}, ratesQuery...), List: CaseItem{}},
		"GET /api/v1/rate-editions":           {Summary: "Published editions, newest first", Query: []string{"limit", "cursor"}, List: EditionItem{}},
		"POST /api/v1/rate-editions":          {Summary: "Publish the figures of a period as known at a cut-off; they never change", Body: EditionBody{}, Answer: EditionAnswer{}, Status: 201},
		"GET /api/v1/rate-editions/:id":       {Summary: "An edition as it was frozen, and what differs now by reason", Answer: EditionView{}},
		"GET /api/v1/rate-editions/:id/cases": {Summary: "The cases that changed a figure since it was published", Query: []string{"indicator", "unit", "reason", "limit", "cursor"}, List: CaseItem{}},
		"GET /api/v1/exports":                 {Summary: "One's own newest exports", List: ExportView{}},
		"POST /api/v1/exports":                {Summary: "A list as a file: cases, messages, rates; csv or xlsx; query as the list's own route takes it. At most 50,000 rows, kept for a day", Body: ExportBody{}, Answer: ExportView{}, Status: 202},
		"GET /api/v1/exports/:id":             {Summary: "How far an export has come; a link for an hour when the file is there", Answer: ExportView{}},
		"GET /api/v1/exports/:id/file":        {Summary: "The file, for its owner while the link holds", Query: []string{"until", "signature"}},
		"GET /api/v1/statistics/misses":       {Summary: "Questions without a good answer", Query: []string{"days"}, List: MissView{}},
		"GET /api/v1/ledger":                  {Summary: "The record", Query: with("subject", "act", "actor", "refused"), List: store.LedgerEntry{}},
		"GET /api/v1/numbers/:number":         {Summary: "What a human number belongs to", Answer: subjectRef{}},
		"GET /api/v1/demo":                    {Summary: "The demonstration's start page; 404 without demonstration data", Answer: DemoView{}},
	}
}
