package main

import (
	"fmt"
	"strings"
)

// opsCommands are those of `doorstep ops`. A new one is an entry here and a file of its own.
func opsCommands() []groupCommand {
	return []groupCommand{
		{"health", opsHealthUsage, process.opsHealth},
		{"unreadable", opsUnreadableUsage, process.opsUnreadable},
		{"dead", opsDeadUsage, process.opsDead},
		{"replay", opsReplayUsage, process.opsReplay},
	}
}

func opsUsage() string {
	var b strings.Builder
	b.WriteString("doorstep ops COMMAND ...\n\nHow a running deployment is, and what brings back what it could not treat.\n\n")
	for _, c := range opsCommands() {
		b.WriteString(c.usage)
	}
	b.WriteString("\n\"doorstep ops COMMAND --help\" explains a command.\n")
	return b.String()
}

func (p process) ops(args []string) int {
	if len(args) == 0 {
		fmt.Fprint(p.err, opsUsage())
		return exitInput
	}
	for _, c := range opsCommands() {
		if c.name == args[0] {
			return c.run(p, args[1:])
		}
	}
	switch args[0] {
	case "help", "-h", "--help", "-help":
		fmt.Fprint(p.out, opsUsage())
		return exitDone
	}
	fmt.Fprintf(p.err, "doorstep ops: no command %q\n\n%s", args[0], opsUsage())
	return exitInput
}
