// Command doorstep is the operator's tool. It prints JSON, one object per line, so that it can stand in a pipe. Decode, verify,
// detect and carriers run on files and standard input; bind, orders and link ask a running system over its API; brand apply, show and
// key, cases, survey and ops ask the table itself.
package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

const usage = `doorstep: look at what carriers send, on your own machine, and correct what a running system was told.

  doorstep decode --source S --kind webhook|poll [FILE|-]
      what Doorstep understands of a payload that a carrier pushed (webhook) or answered (poll)
  doorstep decode --batch
      the same for many payloads, listed on standard input
  doorstep verify --source S --secret X --header 'Name: value' ... [FILE|-]
      does the signature of a push hold?
  doorstep detect NUMBER...
      which carriers may have issued a tracking number?
  doorstep carriers
      what can each source do?
  doorstep bind --url URL --brand BRAND ORDER NUMBER CARRIER
      tell a running system which carrier moves a number
  doorstep orders import|export|erase ...
      put the orders of a CSV file into a running system; what is held about one; destroy its personal data
  doorstep link show|rotate --url URL --brand BRAND ORDER
      a link to an order's page, or new ones in place of all
  doorstep cases list|show|close --brand BRAND ...
      what a person should look at: exceptions, silent and late parcels, low scores, what shoppers say is wrong
  doorstep disruptions add|list|end ...
      storms and strikes: who is not warned of while they last, and what shoppers are told
  doorstep survey report --brand BRAND ...
      how shoppers rate deliveries, per carrier, service, region and week
  doorstep brand check|preview|apply|show|key ...
      how a storefront looks and speaks, from a YAML file; the keys with which its shop writes orders
  doorstep messages preview|why|suppress ...
      what shoppers and the team are told
  doorstep ops health|unreadable|dead|replay ...
      how a running deployment is, and what brings back what it could not treat

Try: doorstep detect 1Z879E930346834440
"doorstep COMMAND --help" explains a command. Exit status: 0 done, 1 a signature does not hold, 2 the input or the
command line cannot be read.
`

// The exit statuses.
const (
	exitDone   = 0
	exitRefuse = 1 // verify: the signature does not hold
	exitInput  = 2 // the payload or the command line cannot be read
)

// process is the outside world of one run.
type process struct {
	in  io.Reader
	out io.Writer
	err io.Writer
	env func(name string) string
	now func() time.Time

	sleep func(time.Duration)
}

func main() {
	p := process{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv, now: time.Now, sleep: time.Sleep}
	os.Exit(p.run(os.Args[1:]))
}

func (p process) run(args []string) int {
	p.out = screen{p.out}
	if len(args) == 0 {
		fmt.Fprint(p.err, usage)
		return exitInput
	}
	switch args[0] {
	case "decode":
		return p.decode(args[1:])
	case "verify":
		return p.verify(args[1:])
	case "detect":
		return p.detect(args[1:])
	case "bind":
		return p.bind(args[1:])
	case "orders":
		return p.orders(args[1:])
	case "link":
		return p.link(args[1:])
	case "brand":
		return p.brand(args[1:])
	case "cases":
		return p.cases(args[1:])
	case "disruptions":
		return p.disruptions(args[1:])
	case "survey":
		return p.survey(args[1:])
	case "messages":
		return p.messages(args[1:])
	case "ops":
		return p.ops(args[1:])
	case "carriers":
		return p.carriers(args[1:])
	case "help", "-h", "--help", "-help":
		fmt.Fprint(p.out, usage)
		return exitDone
	default:
		fmt.Fprintf(p.err, "doorstep: no command %q\n\n%s", args[0], usage)
		return exitInput
	}
}
