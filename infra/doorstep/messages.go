package main

import (
	"fmt"
	"strings"
)

// groupCommand is a command within a group such as `doorstep messages`.
type groupCommand struct {
	name, usage string // usage: lines of the group's help, with the arguments
	run         func(p process, args []string) int
}

// messageCommands are those of `doorstep messages`. A new one is an entry here and a file of its own.
var messageCommands = [...]groupCommand{
	{"preview", messagesPreviewUsage, process.messagesPreview},
	{"why", messagesWhyUsage, process.messagesWhy},
	{"test", messagesTestUsage, process.messagesTest},
	{"suppressed", messagesSuppressUsage, process.messagesSuppressed},
	{"suppress", "", process.messagesSuppress},
	{"unsuppress", "", process.messagesUnsuppress},
}

func messagesHelp() string {
	var b strings.Builder
	b.WriteString("doorstep messages COMMAND ...\n\nWhat shoppers and the team are told.\n\n")
	for _, c := range messageCommands {
		b.WriteString(c.usage)
	}
	b.WriteString("\n\"doorstep messages COMMAND --help\" explains a command.\n")
	return b.String()
}

func (p process) messages(args []string) int {
	if len(args) == 0 {
		fmt.Fprint(p.err, messagesHelp())
		return exitInput
	}
	for _, c := range messageCommands {
		if c.name == args[0] {
			return c.run(p, args[1:])
		}
	}
	switch args[0] {
	case "help", "-h", "--help", "-help":
		fmt.Fprint(p.out, messagesHelp())
		return exitDone
	}
	fmt.Fprintf(p.err, "doorstep messages: no command %q\n\n%s", args[0], messagesHelp())
	return exitInput
}
