package main

import (
	"context"
	"flag"
	"os"

	"minhu/internal/doctor"
	"minhu/ui"
)

func init() {
	register(command{name: "doctor", zh: "检查每个部分，指出毛病与办法；有故障时退出码 1", en: "checks every part, says what is wrong and how to mend it; status 1 if anything is broken", run: runDoctor})
}

func runDoctor(ctx context.Context, args []string) error {
	var asJSON bool
	cfg, rest, err := settings("doctor", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&asJSON, "json", false, "输出 JSON / print JSON")
	})
	if err != nil {
		return err
	}
	if err := noArguments("doctor", rest); err != nil {
		return err
	}
	r := doctor.Examine(ctx, doctor.Options{Config: cfg, PagesBuilt: ui.Built()})
	if asJSON {
		err = r.JSON(os.Stdout)
	} else {
		r.Print(os.Stdout)
	}
	if err == nil && !r.Fit {
		return errSilent
	}
	return err
}
