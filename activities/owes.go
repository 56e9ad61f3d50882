package activities

import (
	"context"
	"encoding/json"
	"strings"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// debt is one act that an event owes another case, and the act that tells the source when the target says no.
type debt struct {
	target  string
	act     hotline.Act
	refused *hotline.Act
}

// debts are the "owe_…" words of the table's effects column: what an event owes to which cases.
var debts = map[string]func(h *Hotline, ctx context.Context, in RecordInput) ([]debt, error){
	"owe_absorb": func(_ *Hotline, _ context.Context, in RecordInput) ([]debt, error) {
		return []debt{{target: in.Act.Fields["master"], act: owedAct("absorb", "member", in.State.ID),
			refused: &hotline.Act{Name: "merge_refused", Actor: hotline.System, Fields: hotline.Fields{"reason": "主件已结束或不能并入"}}}}, nil
	},
	"owe_merged": func(_ *Hotline, _ context.Context, in RecordInput) ([]debt, error) {
		return []debt{{target: in.Act.Fields["member"], act: owedAct("merged")}}, nil
	},
	"owe_release": func(_ *Hotline, _ context.Context, in RecordInput) ([]debt, error) {
		return []debt{{target: in.State.Facts.Master, act: owedAct("release", "member", in.State.ID)}}, nil
	},
	"owe_linked": func(_ *Hotline, _ context.Context, in RecordInput) ([]debt, error) {
		return []debt{{target: in.Act.Fields["other"], act: owedAct("linked", "other", in.State.ID, "relation", in.Act.Fields["relation"])}}, nil
	},
	"owe_unlinked": func(_ *Hotline, _ context.Context, in RecordInput) ([]debt, error) {
		return []debt{{target: in.Act.Fields["other"], act: owedAct("unlinked", "other", in.State.ID)}}, nil
	},
	"owe_conclude": func(h *Hotline, ctx context.Context, in RecordInput) ([]debt, error) {
		if len(in.State.Facts.Members) == 0 {
			return nil, nil
		}
		reply, err := h.Store.PublicReply(ctx, in.State.ID)
		if err != nil {
			return nil, err
		}
		return each(in, "conclude", "public_reply", reply), nil
	},
	"owe_free": func(_ *Hotline, _ context.Context, in RecordInput) ([]debt, error) {
		return each(in, "unmerge", "reason", "主件已撤回"), nil
	},
}

func each(in RecordInput, act string, kv ...string) []debt {
	var out []debt
	for _, m := range in.State.Facts.Members {
		out = append(out, debt{target: m, act: owedAct(act, kv...)})
	}
	return out
}

func owedAct(name string, kv ...string) hotline.Act {
	f := hotline.Fields{}
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i+1] != "" {
			f[kv[i]] = kv[i+1]
		}
	}
	return hotline.Act{Name: name, Actor: hotline.System, Fields: f, Line: "owed"}
}

// owes adds what an event owes other workflows: acts on other cases, or the opening of one.
func (h *Hotline) owes(ctx context.Context, in RecordInput, t *hotline.Transition, r *store.Recording) error {
	for _, word := range t.Effects {
		if !strings.HasPrefix(word, "owe_") {
			continue
		}
		list, err := debts[word](h, ctx, in)
		if err != nil {
			return err
		}
		for _, d := range list {
			b, err := json.Marshal(Opening{Act: d.act, Refused: d.refused})
			if err != nil {
				return err
			}
			sealed, err := h.Ring.Seal(ctx, in.State.ID, "effect", b)
			if err != nil {
				return err
			}
			r.Effects = append(r.Effects, store.Effect{Name: d.act.Name + "/" + d.target, TargetKind: hotline.Case, TargetID: d.target, Sealed: sealed})
		}
	}
	if in.State.Aggregate == hotline.Message && in.Act.Name == "escalate" {
		return h.convert(ctx, in, r)
	}
	return nil
}
