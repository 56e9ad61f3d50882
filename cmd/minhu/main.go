// Command minhu is the whole of Minhu in one binary; subcommands choose which part runs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"minhu/internal/config"
	"minhu/internal/explain"
	"minhu/internal/pgserver"
)

// command is one subcommand. Each stands in a file of its own, which adds it to commands.
type command struct {
	name   string
	zh, en string
	hidden bool
	run    func(ctx context.Context, args []string) error
}

var commands []command

func register(c command) { commands = append(commands, c) }

// errSilent ends with status 1 when everything was said already.
var errSilent = errors.New("")

func main() {
	if len(os.Args) > 1 && os.Args[1] == pgserver.Argument {
		os.Exit(pgserver.Nurse())
	}
	os.Exit(dispatch(os.Args[1:]))
}

func dispatch(args []string) int {
	if len(args) == 0 {
		usage(os.Stderr)
		return 2
	}
	if args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		usage(os.Stdout)
		return 0
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		ctx, stop := signal.NotifyContext(context.Background(), endings()...)
		defer stop()
		// a second Ctrl-C ends the program at once; its services follow by themselves
		context.AfterFunc(ctx, stop)
		err := c.run(ctx, args[1:])
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, context.Canceled) && ctx.Err() != nil:
			return 0
		case errors.Is(err, errSilent):
			return 1
		}
		explain.Print(os.Stderr, err)
		return 1
	}
	fmt.Fprintf(os.Stderr, "没有子命令 %q；minhu help 列出全部。\nThere is no subcommand %q; minhu help lists all.\n", args[0], args[0])
	return 2
}

// endings are the signals that end the program in good order. A hang-up that the caller has told us to ignore (nohup) stays
// ignored: listening for it would undo that, and a long run would end with the terminal that started it.
func endings() []os.Signal {
	list := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		list = append(list, syscall.SIGHUP)
	}
	return list
}

func usage(w io.Writer) {
	fmt.Fprint(w, "民呼 Minhu\n\nminhu 子命令 [参数]；minhu 子命令 --help 列出参数与环境变量\n\n")
	for _, c := range commands {
		if !c.hidden {
			fmt.Fprintf(w, "  %-12s %s\n  %12s %s\n", c.name, c.zh, "", c.en)
		}
	}
}

// settings parses the shared settings and the subcommand's own flags; rest are the arguments after the flags.
func settings(name string, args []string, extra func(*flag.FlagSet)) (c config.Config, rest []string, err error) {
	return config.Parse(name, args, os.LookupEnv, os.Stdout, extra)
}

// noArguments refuses words after the flags, which are most often a mistyped flag.
func noArguments(name string, rest []string) error {
	if len(rest) == 0 {
		return nil
	}
	return explain.New("config", fmt.Sprintf("minhu %s 不认识参数 %q。", name, rest[0]), fmt.Sprintf("minhu %s does not know the argument %q.", name, rest[0]))
}
