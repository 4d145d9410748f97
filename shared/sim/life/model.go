package life

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// account is what was told of one number.
type account struct {
	must map[string]telling // by id of the fact: scans of which Doorstep said that it has them
	may  map[string]bool    // what it may have as well: of pushes that nobody acknowledged, and of answers to questions
	lies map[string]bool    // what only forgers told
	main string             // it is another name of this number
}

// telling is a fact and the event that told it.
type telling struct {
	fact  shipment.Fact
	event int
}

// held is an order as it is stored.
type held struct {
	stored    store.Order
	order     order.Order
	decisions []store.Decision
}

func (q *inquest) of(number string) *account {
	a := q.model[number]
	if a == nil {
		a = &account{must: map[string]telling{}, may: map[string]bool{}, lies: map[string]bool{}}
		q.model[number] = a
	}
	return a
}

// read reads what is stored and makes the model of what must be.
func (q *inquest) read() error {
	q.model = map[string]*account{}
	q.hear()
	var numbers []string
	for _, it := range q.Items {
		if n, ok := strings.CutPrefix(text(it, "pk"), "T#"); ok {
			numbers = append(numbers, n)
		}
	}
	var err error
	if q.numbers, err = q.Table.Numbers(q.ctx, numbers); err != nil {
		return fmt.Errorf("read numbers: %w", err)
	}
	q.stored = map[string]held{}
	for _, it := range q.Items {
		id, ok := strings.CutPrefix(text(it, "pk"), "O#")
		if !ok || text(it, "sk") != "O" {
			continue
		}
		stored, decisions, err := q.Table.OrderDecisions(q.ctx, id, true)
		if err != nil {
			return fmt.Errorf("read order %s: %w", id, err)
		}
		o, err := order.Decode(id, stored.Brand, stored.Number, stored.Body)
		if err != nil {
			return fmt.Errorf("decode order %s: %w", id, err)
		}
		q.stored[id] = held{stored, o, decisions}
	}
	return q.readStops()
}

// readStops reads which of the readers whose mail came back are known.
func (q *inquest) readStops() error {
	key, err := seal.NewIndex(bytes.Repeat([]byte{0x22}, 32))
	if err != nil {
		return fmt.Errorf("make the key of hashes: %w", err)
	}
	q.stopped = map[string]bool{}
	for _, h := range q.all {
		if h.Kind != Feedback {
			continue
		}
		known, err := q.Table.Suppressions(q.ctx, order.StopEmail(h.order.who.email, key))
		if err != nil {
			return fmt.Errorf("read whom nobody writes to: %w", err)
		}
		q.stopped[h.order.who.email] = len(known) > 0
	}
	return nil
}

// adapters reads code tables at its first use; the registry is read-only.
var adapters = sync.OnceValue(registry.New)

// hear decodes once more whatever was told.
func (q *inquest) hear() {
	sources := adapters()
	for _, h := range q.all {
		switch {
		case h.push != nil && !h.push.garbage:
			q.heard(sources, h)
		case h.Kind == PutOrder:
			q.hearShop(h)
		}
	}
	for _, a := range q.answers {
		entry, _ := sources.Find(a.source)
		if entry.Adapter == nil {
			continue
		}
		u, err := entry.Adapter.Decode(carrier.Poll, a.body)
		if err != nil {
			continue
		}
		for _, p := range u.Parcels {
			number := cmp.Or(shipment.NormalizeNumber(p.Number), a.number)
			for _, f := range p.Facts {
				q.of(number).may[f.ID] = true
			}
			q.alias(number, p.Aliases)
		}
	}
}

// heard decodes a push.
func (q *inquest) heard(sources *registry.Registry, h *happening) {
	entry, _ := sources.Find(h.push.source)
	u, err := entry.Adapter.Decode(carrier.Webhook, h.push.body)
	if err != nil { // a test holds that there is none
		q.say(notReadable, "event %d of %s: %v", h.ID, h.push.source, err)
		return
	}
	for _, p := range u.Parcels {
		a := q.of(shipment.NormalizeNumber(p.Number))
		for _, f := range p.Facts {
			if h.push.forged {
				a.lies[f.ID] = true
				continue
			}
			a.may[f.ID] = true
			if _, known := a.must[f.ID]; !known && q.took(h) && f.Kind == shipment.ScanFact {
				a.must[f.ID] = telling{f, h.ID}
			}
		}
		if !h.push.forged {
			q.alias(shipment.NormalizeNumber(p.Number), p.Aliases)
		}
	}
}

// hearShop reads what a shop says of parcels that no carrier tracks.
func (q *inquest) hearShop(h *happening) {
	c, err := order.Parse([]byte(h.Request.Body))
	if err != nil {
		q.say(notReadable, "event %d: %v", h.ID, err)
		return
	}
	for _, told := range c.Told(c.Apply(order.Order{ID: h.order.id, Brand: h.order.brand.id, Number: h.order.number}, 1, h.At)) {
		a := q.of(told.Number)
		a.may[told.Fact.ID] = true
		if q.took(h) {
			a.must[told.Fact.ID] = telling{told.Fact, h.ID}
		}
	}
}

func (q *inquest) alias(number string, others []string) {
	for _, other := range others {
		if other = shipment.NormalizeNumber(other); other != number {
			q.of(other).main = number
		}
	}
}

func text(it map[string]types.AttributeValue, name string) string {
	if s, ok := it[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

// sortedNumbers gives the numbers that are stored or should be.
func (q *inquest) sortedNumbers() []string {
	var all []string
	for n := range q.model {
		all = append(all, n)
	}
	for n := range q.numbers {
		all = append(all, n)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
