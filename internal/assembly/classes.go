package assembly

import (
	"context"
	"time"

	"minhu/internal/triage"
)

// Trained is what a training came to.
type Trained struct {
	ID       int64   `json:"id"`
	Examples int     `json:"examples"`
	Labels   int     `json:"labels"`
	MacroF1  float64 `json:"macro_f1"`
	Routed   float64 `json:"routed_at_95"`
}

// trainOn is how many cases a training reads: the newest.
const trainOn = 8000

// TrainClasses makes the model of class suggestion of the newest cases, measures it by cross-validation, stores it and puts it in
// force in this process; others follow within a minute.
func (h *House) TrainClasses(ctx context.Context) (Trained, error) {
	rows, err := h.Store.LabelledCases(ctx, trainOn)
	if err != nil {
		return Trained{}, err
	}
	examples := make([]triage.Example, len(rows))
	for i, r := range rows {
		examples[i] = triage.Example{Text: triage.Join(r.Title, r.Content), Label: r.Class}
	}
	m, err := triage.Train(examples)
	if err != nil {
		return Trained{}, err
	}
	e, err := triage.Evaluate(examples, nil, 3, 0.95)
	if err != nil {
		return Trained{}, err
	}
	body, err := m.Bytes()
	if err != nil {
		return Trained{}, err
	}
	id, err := h.Store.PutModel(ctx, h.Options.Clock().UTC(), m.Examples, len(m.Labels), e.MacroF1, e.Routed, body)
	if err != nil {
		return Trained{}, err
	}
	h.Classes.Swap(&triage.Loaded{ID: id, Model: m})
	return Trained{ID: id, Examples: m.Examples, Labels: len(m.Labels), MacroF1: e.MacroF1, Routed: e.Routed}, nil
}

// loadClasses puts the newest stored model in force, if it is not already.
func (h *House) loadClasses(ctx context.Context) error {
	id, err := h.Store.NewestModel(ctx)
	if err != nil || id == 0 {
		return err
	}
	if now := h.Classes.Load(); now != nil && now.ID == id {
		return nil
	}
	b, err := h.Store.Model(ctx, id)
	if err != nil {
		return err
	}
	m, err := triage.Read(b)
	if err != nil {
		return err
	}
	h.Classes.Swap(&triage.Loaded{ID: id, Model: m})
	return nil
}

// followClasses keeps the newest model in force, also one that another process trained.
func (h *House) followClasses(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := h.loadClasses(ctx); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("the model of class suggestion was not loaded", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
