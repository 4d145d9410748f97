package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"doorstep/shared/signature"
)

const verifyHelp = `doorstep verify --source S --secret X --header 'Name: value' ... [--at TIME] [FILE|-]

Checks the signature of a push, whose raw body is read from FILE (or standard input): byte for byte as it was received. Exit
status 0: it holds; 1: it does not; 2: the command line or the file is wrong.

  --source S        who is said to have sent it
  --secret X        the secret of that source; may be given several times: any of them may match
  --header 'N: v'   a header of the request; may be given several times
  --at TIME         when it arrived, RFC 3339; when left out, a time that is signed may be of any age
`

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return fmt.Sprint(len(*l), " values") } // never the values: they are secrets
func (l *list) Set(s string) error {
	*l = append(*l, s)
	return nil
}

func (p process) verify(args []string) int {
	var secrets, headers list
	fs := p.flags("verify", verifyHelp)
	source := fs.String("source", "", "")
	at := fs.String("at", "", "")
	fs.Var(&secrets, "secret", "")
	fs.Var(&headers, "header", "")
	if code, done := p.parse(fs, args); done {
		return code
	}
	switch {
	case *source == "" || len(secrets) == 0:
		return p.misuse(fs, "--source and --secret are needed, before the file")
	case !signature.Known(*source):
		return p.misuse(fs, "no signature scheme for source %q", *source)
	case fs.NArg() > 1:
		return p.misuse(fs, "one file at a time, got %d", fs.NArg())
	}
	r := signature.Request{Header: http.Header{}}
	for _, h := range headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok {
			return p.misuse(fs, "--header is 'Name: value'")
		}
		r.Header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	if *at != "" {
		t, err := time.Parse(time.RFC3339, *at)
		if err != nil {
			return p.misuse(fs, "--at is no RFC 3339 time: %q", *at)
		}
		r.At = t
	}
	body, err := p.body(fs.Arg(0))
	if err != nil {
		return p.complain("verify", "%v", err)
	}
	r.Body = body
	result, err := signature.Verify(*source, secrets, r)
	if err != nil {
		fmt.Fprintln(p.err, "doorstep verify:", err)
		return exitRefuse
	}
	fmt.Fprintf(p.out, "holds: %s, secret %d of %d\n", result.Assurance, result.Secret+1, len(secrets))
	return exitDone
}
