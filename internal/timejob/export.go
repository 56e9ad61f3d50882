package timejob

import (
	"context"
	"errors"

	"minhu/internal/export"
	"minhu/internal/store"
)

// export writes one list as a file. A fault of it ends the job: whoever asked for it asks again.
func (w *work) export(ctx context.Context) (any, error) {
	res, err := w.r.Exports.Write(ctx, w.job.ID, w.job.Params, func(rows int) error {
		w.job.Done = rows
		if !w.due() {
			return nil
		}
		return w.keep(ctx, nil)
	})
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, errStopped) || errors.Is(err, store.ErrJobLost) {
			return nil, err
		}
		w.r.Logger.Error("an export failed", "job", w.job.ID, "error", err)
		return nil, finalError{errors.New("写出文件时出错，请重新导出 · the file could not be written; export again")}
	}
	w.job.Done = res.Rows
	return res, nil
}

// pruneExports removes files and entries that had their time.
func (r *Runner) pruneExports(ctx context.Context) {
	now := r.Clock()
	if now.Sub(r.pruned) < pruneEvery {
		return
	}
	r.pruned = now
	err := export.Prune(r.Exports.Dir, now)
	if err == nil {
		err = r.Store.PruneExports(ctx, now.Add(-export.Kept))
	}
	if err != nil && ctx.Err() == nil {
		r.Logger.Error("old exports could not be removed", "error", err)
	}
}
