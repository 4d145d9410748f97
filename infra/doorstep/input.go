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

// complain says on standard error what is wrong with the command line.
func (p process) complain(command, format string, args ...any) int {
	fmt.Fprintf(p.err, "doorstep "+command+": "+format+"\n", args...)
	return exitInput
}

// body reads the one input of a command: a file, or standard input for "-" or nothing.
func (p process) body(args []string) ([]byte, error) {
	switch {
	case len(args) > 1:
		return nil, fmt.Errorf("one file at a time, got %d", len(args))
	case len(args) == 0 || args[0] == "-":
		return readCapped(p.in)
	default:
		return readFile(args[0])
	}
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
