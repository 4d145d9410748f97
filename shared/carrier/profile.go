package carrier

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Profile is what a source can do, for people and for the planner of polls. README.md's table is generated from the profiles.
type Profile struct {
	Name   string // as people write it: "Canada Post"
	Covers string // whose parcels it tells about: "Canada Post", "every carrier of the account"

	Serves []string // Doorstep codes of other carriers whose numbers it answers as well: "dhl_ecommerce"

	Push    string // what one push holds: "one scan", "whole history"; empty: the source does not push
	Signing string // what proves a push: "HMAC-SHA256 over the body"; empty: no push

	Poll    string // how the account proves itself to the poll API: "OAuth 2", "API key"; empty: the source cannot be asked
	PerCall int    // numbers per call
	Rate    Rate   // what the planner keeps to unless the credentials say otherwise

	Estimate string // what estimates look like: "day", "window"; empty: none
	Proof    string // what it tells of a delivery: "name", "name, photo"; empty: nothing. Photos are never stored

	Gaps []string // what a merchant must know that it cannot do, or that we could not check
}

// Rate is how often one account may call a source: at most Calls in each Per. The zero Rate limits nothing.
type Rate struct {
	Calls int
	Per   time.Duration // a second, a minute, an hour or a day
}

// units are the periods that a Rate is written in.
var units = []struct {
	name string
	per  time.Duration
}{{"s", time.Second}, {"min", time.Minute}, {"h", time.Hour}, {"d", 24 * time.Hour}}

// String writes a rate as ParseRate reads it: "60/h"; the zero Rate is "".
func (r Rate) String() string {
	for _, u := range units {
		if r.Calls > 0 && r.Per == u.per {
			return fmt.Sprintf("%d/%s", r.Calls, u.name)
		}
	}
	return ""
}

// ParseRate reads a rate such as "5/s", "200/min", "60/h" or "1000/d", the form in which credentials carry one.
func ParseRate(text string) (Rate, error) {

	calls, unit, _ := strings.Cut(strings.ReplaceAll(text, " ", ""), "/")
	n, err := strconv.Atoi(calls)
	if err != nil || n < 1 || n > 1_000_000 {
		return Rate{}, fmt.Errorf("rate %q: want calls per s, min, h or d, such as 60/h", text)
	}
	for _, u := range units {
		if unit == u.name {
			return Rate{Calls: n, Per: u.per}, nil
		}
	}
	return Rate{}, fmt.Errorf("rate %q: want calls per s, min, h or d, such as 60/h", text)
}
