package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// maxInput is the most that is read of one payload. The webhook takes 1 MiB; a stored answer may be larger.
const maxInput = 16 << 20

// flags makes the flag set of a command whose help is text.
func (p process) flags(name, text string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(p.err)
	fs.Usage = func() { fmt.Fprint(fs.Output(), text) }
	return fs
}

// parse reads the command line; done says that the command ends here, with code.
func (p process) parse(fs *flag.FlagSet, args []string) (code int, done bool) {
	for _, a := range args {
		if a == "-h" || a == "--help" || a == "-help" {
			fs.SetOutput(p.out)
		}
	}
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitDone, true
	case err != nil:
		return exitInput, true
	default:
		return 0, false
	}
}

// parseAnywhere reads flags that stand before, between and behind the other arguments, and gives those.
func (p process) parseAnywhere(fs *flag.FlagSet, args []string) (rest []string, code int, done bool) {
	for {
		if code, done = p.parse(fs, args); done {
			return nil, code, true
		}
		if fs.NArg() == 0 {
			return rest, 0, false
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}

// complain says on standard error what went wrong.
func (p process) complain(command, format string, args ...any) int {
	fmt.Fprintf(screen{p.err}, "doorstep "+command+": "+format+"\n", args...)
	return exitInput
}

// misuse says what is wrong with the command line, and how it is meant.
func (p process) misuse(fs *flag.FlagSet, format string, args ...any) int {
	fmt.Fprintf(p.err, "doorstep "+fs.Name()+": "+format+"\n\n", args...)
	fs.Usage()
	return exitInput
}

// body reads the one input of a command: the file at path, or standard input for "-" or "".
func (p process) body(path string) ([]byte, error) {
	if path == "" || path == "-" {
		return readCapped(p.in)
	}
	return readFile(path)
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open input: %w", err)
	}
	defer f.Close()
	return readCapped(f)
}

func readCapped(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("read input: %w", err)
	}
	if len(body) > maxInput {
		return nil, fmt.Errorf("read input: over %d bytes", maxInput)
	}
	return body, nil
}
