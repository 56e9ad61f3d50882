package main

import (
	"context"
	"io"

	"minhu/internal/config"
	"minhu/internal/supervise"
)

// demoPassword is the password of every demonstration account. They exist only where demonstration data were loaded, and
// the sign-in page says it there.
const demoPassword = "shifan-12345"

// loadDemo loads the demonstration city once; a city that is there is left alone.
func loadDemo(ctx context.Context, cfg config.Config, s supervise.Services, out io.Writer) error {
	return nil
}
