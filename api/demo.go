package api

import (
	"net/http"

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
	"admin":      {"查看系统健康", "See the system's health"},
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
	accounts, seen := []gin.H{}, map[string]bool{}
	for _, a := range staff {
		if seen[a.Username] {
			continue
		}
		seen[a.Username] = true
		try := demoTries[a.Role]
		accounts = append(accounts, gin.H{"username": a.Username, "name": a.Name, "title": a.Title, "unit": a.Unit, "role": a.Role, "try_zh": try[0], "try_en": try[1]})
	}
	rows, err := s.Store.Story(ctx)
	if err != nil {
		return err
	}
	story := []gin.H{}
	for _, r := range rows {
		story = append(story, gin.H{"kind": r.Kind, "id": r.ID, "stage": r.Stage, "at": timePtr(r.At), "rev": r.Rev})
	}
	c.JSON(http.StatusOK, gin.H{"accounts": accounts, "story": story, "now": s.Clock().UTC(), "version": s.Config.Version, "city": s.City.Name})
	return nil
}
