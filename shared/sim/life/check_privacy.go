package life

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/secret"
)

// word is in every name, e-mail address and street that is drawn; numbers of phones begin with prefix.
const (
	word   = "quokka"
	prefix = "+1614555"
)

// shows reports whether bytes hold anything personal.
func shows(b []byte) bool {
	return bytes.Contains(b, []byte(prefix)) || bytes.Contains(bytes.ToLower(b), []byte(word))
}

// privacy checks that nothing personal stands readable anywhere but in the mail of who it is about.
func (q *inquest) privacy() {
	for _, table := range [][]map[string]types.AttributeValue{q.Items, q.Keys} {
		for _, it := range table {
			for name, v := range it {
				if holds(v) {
					q.say(personal, "attribute %s of %s %s", name, text(it, "pk"), text(it, "sk"))
				}
			}
		}
	}
	for number, n := range q.numbers {
		for _, f := range n.Facts { // they lie compressed
			if shows([]byte(scanned(f) + f.Place.Text)) {
				q.say(personal, "fact %s of %s", f.ID, number)
			}
		}
	}
	for id, h := range q.stored {
		if b, err := json.Marshal(h.order); err != nil || shows(b) {
			q.say(personal, "record of order %s", id)
		}
	}
	for line := range bytes.Lines(q.Log) {
		if shows(line) {
			q.say(personal, "log: %s", line[:min(len(line), 200)])
		}
	}
	for _, m := range q.Mails {
		for _, b := range q.brands {
			if m.To == b.team && shows([]byte(m.Subject+m.Text+m.HTML)) {
				q.say(personal, "alert %s to the team of %s", m.ID, b.id)
			}
		}
		if m.Channel == "sms" && shows([]byte(m.Text)) {
			q.say(personal, "text message %s, which a locked phone shows", m.ID)
		}
		for name, value := range m.Tags {
			if shows([]byte(value)) {
				q.say(personal, "tag %s of message %s", name, m.ID)
			}
		}
	}
}

// holds reports whether a value shows anything personal, at any depth.
func holds(v types.AttributeValue) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return shows([]byte(v.Value))
	case *types.AttributeValueMemberB:
		return shows(v.Value)
	case *types.AttributeValueMemberSS:
		return slices.ContainsFunc(v.Value, func(s string) bool { return shows([]byte(s)) })
	case *types.AttributeValueMemberL:
		return slices.ContainsFunc(v.Value, holds)
	case *types.AttributeValueMemberM:
		for name, inner := range v.Value {
			if shows([]byte(name)) || holds(inner) {
				return true
			}
		}
	}
	return false
}

// settling is how long after an erasure a message may still leave that was on its way: the address was opened before.
const settling = 5 * time.Minute

// erasures checks that an order whose erasure was acknowledged is a skeleton.
func (q *inquest) erasures() {
	for _, o := range q.orders {
		h, there := q.stored[o.id]
		if !q.took(o.erase) || !there {
			continue
		}
		name := o.brand.id + "/" + o.number
		if h.order.Erased == "" {
			q.say(notErased, "order %s stands as if nothing had been asked", name)
			continue
		}
		if len(h.stored.Sealed) > 0 || len(h.stored.Lookup) > 0 {
			q.say(notErased, "order %s holds %d sealed bytes and %d hashes", name, len(h.stored.Sealed), len(h.stored.Lookup))
		}
		q.traces(o, name)
		erased, err := time.Parse(time.RFC3339, h.order.Erased)
		for _, m := range q.Mails {
			if err != nil || m.At.After(erased.Add(settling)) && slices.Contains([]string{o.who.email, o.who.phone}, m.To) {
				q.say(personal, "message %s went to the customer of order %s, erased at %s, at %s", m.ID, name, h.order.Erased, m.At.Format(time.RFC3339))
			}
		}
	}
}

// traces looks for what leads to an erased order or opens what it sealed.
func (q *inquest) traces(o *purchase, name string) {
	for _, it := range q.Items {
		pk := text(it, "pk")
		if (strings.HasPrefix(pk, "L#") || strings.HasPrefix(pk, "M#")) && text(it, "order") == o.id {
			q.say(notErased, "order %s is led to by %s", name, pk[:2])
		}
	}
	owners := []string{secret.OfOrder(o.id)}
	for _, l := range o.lines {
		if l.parcel != nil && !slices.ContainsFunc(q.orders, func(other *purchase) bool { return other != o && other.names(l.parcel.number) }) {
			owners = append(owners, "T#"+l.parcel.number)
		}
	}
	for _, it := range q.Keys {
		if _, opens := it["k"]; opens && slices.Contains(owners, text(it, "pk")) {
			q.say(notErased, "order %s: the key %s was not destroyed", name, text(it, "pk")[:2])
		}
	}
}

func (p *purchase) names(number string) bool {
	return slices.ContainsFunc(p.lines, func(l *line) bool { return l.parcel != nil && l.parcel.number == number })
}

// stops checks that whoever cannot be reached, or does not want to be, is known.
func (q *inquest) stops() {
	for _, h := range q.all {
		if h.Kind == Feedback && !q.stopped[h.order.who.email] {
			q.say(notStopped, "event %d tells that the customer of order %s/%s cannot be written to", h.ID, h.order.brand.id, h.order.number)
		}
	}
}
