package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
)

// demoTries say what each role can try; the page shows them beside the account.
var demoTries = map[string][2]string{
	"agent":      {"接起排队的会话，看机器人已试过什么，转成诉求单", "Take a waiting talk, see what the bot tried, turn it into a case"},
	"dispatcher": {"受理新诉求，按职责清单派给承办单位", "Accept new cases and dispatch them by the duty list"},
	"dept_staff": {"签收今天必须办的工单，填写办理记录和公开答复", "Sign today's cases, write the record and the public reply"},
	"dept_lead":  {"查看本单位全部工单与超期情况", "See every case of the unit and what is late"},
	"supervisor": {"看队列、临期与超期单位，审核答复、督办", "Watch queue, lights and late units; review replies; supervise"},
	"reviewer":   {"审核承办单位的答复，不合格的退回重办", "Review replies, send back what is not good enough"},
	"surveyor":   {"回访诉求人：联系了吗、解决了吗、满意吗", "Call back: contacted, solved, satisfied?"},
	"editor":     {"改一条知识，发布后马上问一问", "Change an article, publish it, ask at once"},
	"analyst":    {"看咨询量、命中率、热点与未命中问题", "See consultations, hit rate, hot topics, misses"},
	"auditor":    {"回放任意工单，看谁看过、流程历史", "Replay any case: who looked, the workflow's own history"},
	"admin":      {"提出人员与角色变更、维护规则与日历", "Propose changes of people and roles, keep rules and calendars"},
	"security":   {"审批人员与角色变更、试算权限", "Decide about people and roles, try the policy"},
}

// DemoView is the demonstration's start page.
type DemoView struct {
	Accounts []DemoAccount `json:"accounts"`
	Story    []StoryItem   `json:"story"`
	Now      time.Time     `json:"now"`
	Version  string        `json:"version"`
	City     string        `json:"city"`
	Password string        `json:"password,omitempty"` // of every account
}

// DemoAccount is one account with what to try.
type DemoAccount struct {
	Username string `json:"username"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Unit     string `json:"unit"`
	Role     string `json:"role"`
	TryZH    string `json:"try_zh"`
	TryEN    string `json:"try_en"`
}

// StoryItem is where one matter stands.
type StoryItem struct {
	Kind  string     `json:"kind"` // conversation or case
	ID    string     `json:"id"`
	Stage string     `json:"stage"`
	At    *time.Time `json:"at,omitempty"`
	Rev   int64      `json:"rev"`
}

// showDemo is the demonstration's start page. It exists only where demonstration data were loaded.
func (s *Server) showDemo(c *gin.Context) error {
	if !s.City.Demo {
		return hotline.ErrNotFound
	}
	ctx := c.Request.Context()
	staff, err := s.Store.DemoStaff(ctx)
	if err != nil {
		return err
	}
	accounts, seen := []DemoAccount{}, map[string]bool{}
	for _, a := range staff {
		if seen[a.Username] {
			continue
		}
		seen[a.Username] = true
		try := demoTries[a.Role]
		accounts = append(accounts, DemoAccount{Username: a.Username, Name: a.Name, Title: a.Title, Unit: a.Unit, Role: a.Role, TryZH: try[0], TryEN: try[1]})
	}
	rows, err := s.Store.Story(ctx)
	if err != nil {
		return err
	}
	story := []StoryItem{}
	for _, r := range rows {
		story = append(story, StoryItem{Kind: r.Kind, ID: r.ID, Stage: r.Stage, At: timePtr(r.At), Rev: r.Rev})
	}
	c.JSON(http.StatusOK, DemoView{Accounts: accounts, Story: story, Now: s.Clock().UTC(), Version: s.Config.Version, City: s.City.Name, Password: s.City.DemoPassword})
	return nil
}
