package play

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// cast are the people of the long story, signed in.
type cast struct {
	citizen, agent, dispatcher, supervisor, reviewer, surveyor, clerk, clerk2, clerk4, auditor *person
}

// RunLong plays the lawful life of cases: return and ruling, lead and assisting units, extension refused and granted, redo
// until supervision, merge of three, deferral, decline, appeal, reopening.
func RunLong(ctx context.Context, o Options) ([]Step, error) {
	p := &player{o: o, ctx: ctx}
	c := &cast{citizen: p.person("市民")}
	for _, x := range []struct {
		who        **person
		user, name string
	}{{&c.agent, "agent", "坐席"}, {&c.dispatcher, "dispatcher", "派单员"}, {&c.supervisor, "supervisor", "督办员"}, {&c.reviewer, "reviewer", "审核员"},
		{&c.surveyor, "surveyor", "回访员"}, {&c.clerk, "clerk", "住建经办"}, {&c.clerk2, "clerk2", "环境经办"}, {&c.clerk4, "clerk4", "人社经办"}, {&c.auditor, "auditor", "审计员"}} {
		w, err := p.staff(x.user, x.name)
		if err != nil {
			return p.steps, err
		}
		*x.who = w
	}
	for _, story := range []func(*player, *cast) error{returned, assisted, extended, redone, merged, deferred, declined, appealed} {
		if err := story(p, c); err != nil {
			return p.steps, err
		}
	}
	return p.steps, nil
}

// raise registers a case of the citizen and gives its id.
func raise(c *cast, title, kind string) (string, error) {
	a, err := c.citizen.do("提交："+title, "POST", "/api/v1/cases", map[string]any{"kind": kind, "class": "city-road", "title": title, "content": title + "，已持续多日，请尽快处理。",
		"place": "城东区样板路", "district": "east", "may_publish": true, "contact": map[string]string{"name": "李示范", "phone": "13900001234"}}, 201, func(a answer) (string, bool) {
		return a.text("number") + "，查询码 " + a.text("query_code"), a.text("id") != ""
	})
	return a.text("id"), err
}

// step is one act of a story: who, what is said of it, the act and its fields, and the stage after it; "!" wants a refusal.
type step struct {
	who   *person
	what  string
	act   string
	kv    []string
	stage string
}

func play(id string, steps ...step) error {
	for _, s := range steps {
		want, look := 200, stage(s.stage)
		if s.stage == "!" {
			want, look = 409, func(a answer) (string, bool) {
				return "拒绝：" + a.text("detail"), a.text("code") == "act_not_allowed"
			}
		}
		if _, err := s.who.do(s.what, "POST", "/api/v1/cases/"+id+"/actions/"+s.act, act(s.kv...), want, look); err != nil {
			return err
		}
	}
	return nil
}

// until waits for a stage that another workflow brings about.
func until(w *person, what, id, want string) error {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) && w.p.ctx.Err() == nil {
		if _, a, err := w.send("GET", "/api/v1/cases/"+id, nil); err == nil && a.text("stage") == want {
			break
		}
		wait(w.p.ctx, 50*time.Millisecond)
	}
	_, err := w.do(what, "GET", "/api/v1/cases/"+id, nil, 200, stage(want))
	return err
}

func (c *cast) accepted(title, kind string) (string, error) {
	id, err := raise(c, title, kind)
	if err != nil {
		return "", err
	}
	return id, play(id, step{c.dispatcher, "受理", "accept", nil, "accepted"})
}

func returned(_ *player, c *cast) error {
	id, err := c.accepted("样板路窨井盖松动", "complaint")
	if err != nil {
		return err
	}
	return play(id,
		step{c.dispatcher, "派给环境局", "dispatch", []string{"department", "hbj"}, "dispatched"},
		step{c.clerk2, "申请退单：不属职责", "return_apply", []string{"reason", "井盖由住建部门养护。", "department_suggested", "zj"}, "dispatched"},
		step{c.clerk2, "再次申请退单", "return_apply", []string{"reason", "重复申请"}, "!"},
		step{c.dispatcher, "审定：退单成立，改派住建", "return_uphold", []string{"department", "zj", "reason", "职责核实"}, "dispatched"},
		step{c.clerk, "已审定的工单再退", "return_apply", []string{"reason", "也不归我"}, "!"},
		step{c.clerk, "签收", "sign", nil, "handling"},
		step{c.clerk, "先行联系诉求人", "first_contact", []string{"contact_way", "phone", "note", "已电话联系。"}, "handling"})
}

func assisted(_ *player, c *cast) error {
	id, err := c.accepted("样板路施工扬尘噪声", "complaint")
	if err != nil {
		return err
	}
	if err := play(id,
		step{c.dispatcher, "派单：住建主办，环境、人社协办", "dispatch", []string{"department", "zj", "departments", "hbj rsj"}, "dispatched"},
		step{c.clerk, "主办签收", "sign", nil, "handling"},
		step{c.clerk2, "协办签收（环境）", "assist_sign", nil, "handling"},
		step{c.clerk4, "协办签收（人社）", "assist_sign", nil, "handling"},
		step{c.clerk2, "协办反馈（环境）", "assist_report", []string{"record", "已责令洒水降尘。"}, "handling"},
		step{c.clerk4, "协办反馈（人社）", "assist_report", []string{"record", "已核查用工情况。"}, "handling"}); err != nil {
		return err
	}
	_, err = c.clerk.do("主办看到协办反馈与各自时限", "GET", "/api/v1/cases/"+id, nil, 200, func(a answer) (string, bool) {
		n := 0
		for _, x := range a.list("assists") {
			if m, _ := x.(map[string]any); m["reported_at"] != nil {
				n++
			}
		}
		return fmt.Sprintf("%d 个协办单位已反馈", n), n == 2
	})
	return err
}

func extended(_ *player, c *cast) error {
	id, err := c.accepted("样板路路灯整改", "help")
	if err != nil {
		return err
	}
	if err := play(id,
		step{c.dispatcher, "派单", "dispatch", []string{"department", "zj"}, "dispatched"},
		step{c.clerk, "签收", "sign", nil, "handling"},
		step{c.clerk, "申请延期 20 天", "extension_apply", []string{"days", "20", "reason", "材料采购"}, "!"},
		step{c.clerk, "申请延期 5 天", "extension_apply", []string{"days", "5", "reason", "材料采购"}, "handling"},
		step{c.supervisor, "不同意延期", "extension_reject", []string{"reason", "请先答复进展"}, "handling"},
		step{c.clerk, "再申请延期 3 天", "extension_apply", []string{"days", "3", "reason", "连续降雨"}, "handling"},
		step{c.supervisor, "同意延期", "extension_approve", nil, "handling"}); err != nil {
		return err
	}
	_, err = c.citizen.do("市民看到新的期限与原因", "GET", "/api/v1/cases/"+id, nil, 200, func(a answer) (string, bool) {
		return a.text("sentence_zh"), strings.Contains(a.text("sentence_zh"), "最晚")
	})
	return err
}

func redone(_ *player, c *cast) error {
	id, err := c.accepted("样板路人行道破损", "complaint")
	if err != nil {
		return err
	}
	steps := []step{{c.dispatcher, "派单", "dispatch", []string{"department", "zj"}, "dispatched"}, {c.clerk, "签收", "sign", nil, "handling"}}
	for i := range 3 {
		steps = append(steps, step{c.clerk, "答复", "reply", []string{"record", "已安排。", "public_reply", "已安排处理。"}, "replied"},
			step{c.reviewer, fmt.Sprintf("审核退回重办（第 %d 次）", i+1), "review_redo", []string{"reason", "未说明处理结果。"}, "handling"})
	}
	if err := play(id, steps...); err != nil {
		return err
	}
	if _, err := c.supervisor.do("重办超过规定次数，自动督办", "GET", "/api/v1/cases/"+id, nil, 200, func(a answer) (string, bool) {
		for _, k := range a.list("clocks") {
			if m, _ := k.(map[string]any); m["name"] == "supervision" {
				return "督办反馈时限：" + fmt.Sprint(m["left_zh"]), true
			}
		}
		return "没有督办时限", false
	}); err != nil {
		return err
	}
	return play(id,
		step{c.clerk, "督办反馈", "supervise_reply", []string{"record", "已更换班组，今日完工。"}, "handling"},
		step{c.supervisor, "督办办结", "supervise_close", nil, "handling"},
		step{c.clerk, "答复", "reply", []string{"record", "已完工。", "public_reply", "人行道已修补完成。"}, "replied"},
		step{c.reviewer, "审核通过", "review_pass", nil, "surveying"},
		step{c.surveyor, "回访：无人接听", "survey_attempt", []string{"attempt_result", "no_answer"}, "surveying"},
		step{c.surveyor, "一次未接通就作未接通办结", "survey_unreachable", nil, "!"},
		step{c.surveyor, "回访办结", "survey", []string{"contacted", "yes", "solved", "yes", "satisfied", "4"}, "closed"})
}

func merged(_ *player, c *cast) error {
	master, err := c.accepted("样板路积水严重", "complaint")
	if err != nil {
		return err
	}
	var members []string
	for i := range 2 {
		id, err := c.accepted(fmt.Sprintf("样板路雨后积水 %d", i+1), "complaint")
		if err != nil {
			return err
		}
		members = append(members, id)
		if err := play(id, step{c.dispatcher, "并入同一问题", "merge", []string{"master", master}, "merging"}); err != nil {
			return err
		}
		if err := until(c.dispatcher, "并单完成，原件锁定", id, "merged"); err != nil {
			return err
		}
	}
	if err := play(master,
		step{c.dispatcher, "派单", "dispatch", []string{"department", "zj"}, "dispatched"},
		step{c.clerk, "签收", "sign", nil, "handling"},
		step{c.clerk, "一次答复", "reply", []string{"record", "已疏通。", "public_reply", "排水管已疏通，积水消除。"}, "replied"},
		step{c.reviewer, "审核通过", "review_pass", nil, "surveying"},
		step{c.citizen, "评价", "survey", []string{"contacted", "yes", "solved", "yes", "satisfied", "5"}, "closed"}); err != nil {
		return err
	}
	for _, id := range members {
		if err := until(c.citizen, "并入件随主件办结并收到答复", id, "closed"); err != nil {
			return err
		}
	}
	return nil
}

func deferred(_ *player, c *cast) error {
	id, err := c.accepted("样板路增设无障碍坡道", "suggestion")
	if err != nil {
		return err
	}
	return play(id,
		step{c.dispatcher, "派单", "dispatch", []string{"department", "zj"}, "dispatched"},
		step{c.clerk, "签收", "sign", nil, "handling"},
		step{c.clerk, "申请挂账", "deferral_apply", []string{"until", time.Now().AddDate(0, 3, 0).Format(time.DateOnly), "record", "列入改造计划", "reason", "需立项"}, "handling"},
		step{c.supervisor, "同意挂账", "deferral_approve", nil, "deferred"},
		step{c.supervisor, "提前恢复办理", "wake", nil, "handling"})
}

func declined(_ *player, c *cast) error {
	id, err := raise(c, "邻里欠款纠纷", "complaint")
	if err != nil {
		return err
	}
	return play(id,
		step{c.agent, "请诉求人补充", "ask_more", []string{"question", "是否已向法院起诉？"}, "supplementing"},
		step{c.citizen, "补充", "supplement", []string{"content", "已起诉，等待开庭。"}, "registered"},
		step{c.dispatcher, "不予受理，告知法定渠道", "decline", []string{"decline_code", "other_procedure", "reason", "该事项已进入诉讼程序，请向受理法院了解进展。"}, "declined"},
		step{c.citizen, "提出异议", "contest", []string{"content", "希望协助调解"}, "declined"},
		step{c.supervisor, "异议不成立", "contest_reject", []string{"reason", "依法由法院处理"}, "declined"})
}

func appealed(_ *player, c *cast) error {
	id, err := c.accepted("样板路停车收费", "complaint")
	if err != nil {
		return err
	}
	if err := play(id,
		step{c.dispatcher, "派单", "dispatch", []string{"department", "zj"}, "dispatched"},
		step{c.clerk, "签收", "sign", nil, "handling"},
		step{c.clerk, "答复", "reply", []string{"record", "收费标准合规。", "public_reply", "经核查，收费标准符合规定。"}, "replied"},
		step{c.reviewer, "审核通过", "review_pass", nil, "surveying"},
		step{c.surveyor, "回访：不满意", "survey", []string{"contacted", "yes", "solved", "no", "satisfied", "1"}, "closed"},
		step{c.clerk, "申诉考核结果", "appeal", []string{"appeal_on", "satisfied", "reason", "已依规办理"}, "closed"},
		step{c.supervisor, "申诉成立，更正考核", "appeal_uphold", nil, "closed"},
		step{c.citizen, "没有解决，重新办理", "reopen", nil, "handling"},
		step{c.clerk, "再次答复", "reply", []string{"record", "已公示标准。", "public_reply", "已在现场公示收费标准。"}, "replied"},
		step{c.reviewer, "审核通过", "review_pass", nil, "surveying"},
		step{c.citizen, "评价：已解决", "survey", []string{"contacted", "yes", "solved", "yes", "satisfied", "4"}, "closed"},
		step{c.supervisor, "公开结果", "publish", nil, "closed"}); err != nil {
		return err
	}
	_, err = c.auditor.do("审计员回放全过程", "GET", "/api/v1/cases/"+id+"/timeline", nil, 200, func(a answer) (string, bool) {
		n := len(a.list("items"))
		return fmt.Sprintf("%d 步", n), n == 14
	})
	return err
}
