package main

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/order"
)

// apiHelp explains the flags that every command has that talks to a running system.
const apiHelp = `  --url URL       address of the API, such as http://127.0.0.1:8080; DOORSTEP_URL when left out
  --brand BRAND   the brand of the order; DOORSTEP_BRAND when left out

The key of the brand is read from DOORSTEP_KEY.
`

// apiTimeout bounds one request.
const apiTimeout = 30 * time.Second

// api is the merchant API of one brand.
type api struct {
	base, brand, key string
	client           *http.Client
}

// apiFlags adds the flags of apiHelp.
func (p process) apiFlags(fs *flag.FlagSet) *api {
	a := &api{key: p.env("DOORSTEP_KEY"), client: &http.Client{Timeout: apiTimeout}}
	fs.StringVar(&a.base, "url", p.env("DOORSTEP_URL"), "")
	fs.StringVar(&a.brand, "brand", p.env("DOORSTEP_BRAND"), "")
	return a
}

// missing says what is missing to call; empty: nothing.
func (a *api) missing() string {
	switch {
	case a.base == "" || a.brand == "":
		return "--url and --brand are needed, before the order"
	case a.key == "":
		return "DOORSTEP_KEY holds no key"
	default:
		return ""
	}
}

// apiArguments reads the flags of a command that calls the API, and checks that one argument for each name stands behind them. done: the
// command ends here, with code.
func (p process) apiArguments(fs *flag.FlagSet, to *api, args []string, names ...string) (code int, done bool) {
	if code, done := p.parse(fs, args); done {
		return code, true
	}
	if fs.NArg() != len(names) {
		return p.misuse(fs, "want %s behind the flags, got %d arguments", strings.Join(names, ", "), fs.NArg()), true
	}
	if what := to.missing(); what != "" {
		return p.misuse(fs, "%s", what), true
	}
	return 0, false
}

// said is the answer of the API.
type said struct {
	status int
	body   string
	wait   time.Duration // Retry-After; 0: not told
}

func (s said) good() bool { return s.status/100 == 2 }

// call asks about an order. below is the rest of the path, such as "/shipments". The answer is capped at 16 MiB.
func (a *api) call(method, number, below string, body []byte) (said, error) {
	address := strings.TrimRight(a.base, "/") + "/v1/orders/" + url.PathEscape(a.brand) + "/" + order.Segment(number) + below
	req, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return said{}, fmt.Errorf("build request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+a.key)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := a.client.Do(req)
	if err != nil {
		return said{}, err
	}
	defer res.Body.Close()
	text, err := readCapped(res.Body)
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	return said{res.StatusCode, strings.TrimSpace(string(text)), time.Duration(seconds) * time.Second}, err
}

// ask makes one call for a command and prints the answer, or complains.
func (p process) ask(command string, a *api, method, order, below string, body []byte) int {
	answer, err := a.call(method, order, below, body)
	if err != nil {
		return p.complain(command, "%v", err)
	}
	if !answer.good() {
		return p.complain(command, "%d %s", answer.status, answer.body)
	}
	if answer.body != "" {
		fmt.Fprintln(p.out, answer.body)
	}
	return exitDone
}
