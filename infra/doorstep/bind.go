package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const bindHelp = `doorstep bind --url URL --brand BRAND ORDER NUMBER CARRIER

Tells a running system which carrier moves a tracking number of an order: when nobody named one, or the wrong one. The number is
looked at by that carrier at once; scans that are known stay, and "carrier_history" of the order says who it was before. Prints the
answer of the API, with warnings such as a check digit that does not fit. The key of the brand is read from DOORSTEP_KEY.

  --url URL       address of the API, such as http://127.0.0.1:8080; DOORSTEP_URL when left out
  --brand BRAND   the brand of the order; DOORSTEP_BRAND when left out

Example: DOORSTEP_KEY=local-dev-key doorstep bind --url http://127.0.0.1:8080 --brand aster A-1001 1Z879E930346834440 ups
`

// bindTimeout bounds the one request of bind.
const bindTimeout = 30 * time.Second

func (p process) bind(args []string) int {
	fs := p.flags("bind", bindHelp)
	base := fs.String("url", p.env("DOORSTEP_URL"), "")
	brand := fs.String("brand", p.env("DOORSTEP_BRAND"), "")
	if code, done := p.parse(fs, args); done {
		return code
	}
	key := p.env("DOORSTEP_KEY")
	switch {
	case fs.NArg() != 3:
		return p.misuse(fs, "want ORDER, NUMBER and CARRIER, got %d arguments", fs.NArg())
	case *base == "" || *brand == "":
		return p.misuse(fs, "--url and --brand are needed, before the order")
	case key == "":
		return p.misuse(fs, "DOORSTEP_KEY holds no key")
	}
	body, err := json.Marshal(map[string]string{"tracking_number": fs.Arg(1), "carrier": fs.Arg(2)})
	if err != nil {
		return p.complain("bind", "%v", err)
	}
	address := strings.TrimRight(*base, "/") + "/v1/orders/" + url.PathEscape(*brand) + "/" + url.PathEscape(fs.Arg(0)) + "/shipments"
	answer, status, err := post(address, key, body)
	if err != nil {
		return p.complain("bind", "%v", err)
	}
	if status/100 != 2 {
		return p.complain("bind", "%d %s", status, strings.TrimSpace(answer))
	}
	fmt.Fprintln(p.out, strings.TrimSpace(answer))
	return exitDone
}

// post sends JSON with a bearer key. The answer is capped: it is only printed.
func post(address, key string, body []byte) (answer string, status int, err error) {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", 0, fmt.Errorf("build request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	res, err := (&http.Client{Timeout: bindTimeout}).Do(req)
	if err != nil {
		return "", 0, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return string(text), res.StatusCode, err
}
