package main

import (
	"fmt"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// exception is the kind under which the list shows numbers: their trouble comes from the carrier, not from the shopper.
const exception = "exception"

// caseLine is one entry of the list.
type caseLine struct {
	Since      string `json:"since"` // when it came onto the list
	Age        string `json:"age"`   // of the trouble itself: "4d"
	Kind       string `json:"kind"`
	Order      string `json:"order,omitempty"` // the shopper's number
	Shipment   string `json:"shipment,omitempty"`
	Number     string `json:"tracking_number,omitempty"`
	Carrier    string `json:"carrier,omitempty"`
	State      string `json:"state"`
	Severity   string `json:"severity,omitempty"`
	Action     string `json:"action,omitempty"` // what to do, for programs
	Todo       string `json:"todo,omitempty"`   // the same for people
	Expected   string `json:"carrier_expects,omitempty"`
	Disruption string `json:"disruption,omitempty"`
	Score      int    `json:"score,omitempty"`
	Times      int    `json:"times,omitempty"`
	Commented  bool   `json:"commented,omitempty"`
	Closed     string `json:"closed_by,omitempty"`
	Changed    string `json:"changed,omitempty"`
}

func (c caseLine) cells() []string {
	about := c.Number
	if about == "" {
		about = c.Shipment
	}
	score := ""
	if c.Score != 0 {
		score = fmt.Sprint(c.Score)
	}
	return []string{c.Since, c.Age, c.Kind, c.Order, about, c.Carrier, c.State, score, c.Todo}
}

func (caseLine) header() []string {
	return []string{"since", "age", "kind", "order", "parcel", "carrier", "state", "score", "what to do"}
}

// age writes how long ago something was, roughly.
func age(since, now time.Time) string {
	switch d := now.Sub(since); {
	case since.IsZero() || d < 0:
		return ""
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	default:
		return fmt.Sprintf("%dd", int(d.Hours()/24))
	}
}

func (l caseList) line(c store.Case, o order.Order) caseLine {
	line := caseLine{
		Since: c.Case.Opened.Format(time.RFC3339), Age: age(c.Case.Opened, l.now), Kind: c.Case.Kind, Order: o.Number, Shipment: c.Shipment, State: "closed",
		Score: c.Case.Score, Times: c.Case.Times, Commented: len(c.Comment) > 0, Closed: c.Case.Closed, Changed: c.Case.Changed.Format(time.RFC3339),
	}
	if c.Case.Open {
		line.State = "open"
	}
	line.Carrier, line.Todo = carrierOf(o, c.Shipment), todo(c.Case.Kind)
	return line
}

// todo says what to do about a case.
func todo(kind string) string {
	switch kind {
	case survey.LowScore:
		return "Ask the customer what went wrong."
	case survey.NotReceived:
		return "Check the proof of delivery, ask the carrier, and answer the customer."
	case survey.Damaged:
		return "Ask for pictures, then replace or refund."
	default:
		return "Read what the customer says (orders export) and answer."
	}
}

func carrierOf(o order.Order, shipment string) string {
	for _, s := range o.Shipments {
		if s.ID == shipment {
			return s.Carrier
		}
	}
	return ""
}

func (l caseList) found(f store.Finding, o order.Order) caseLine {
	line := caseLine{
		Since: f.Made.Format(time.RFC3339), Age: age(f.Found.Since, l.now), Kind: f.Found.Kind, Order: o.Number, Shipment: f.Shipment,
		Number: order.Shown(f.Number), Carrier: carrierOf(o, f.Shipment), State: f.State, Severity: string(f.Found.Severity),
		Action: f.Found.Action.Code, Todo: f.Found.Action.Text, Expected: f.Found.Expected, Disruption: f.Found.Disruption,
	}
	if !f.Ended.IsZero() {
		line.Changed = f.Ended.Format(time.RFC3339)
	}
	return line
}
