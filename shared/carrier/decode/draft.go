package decode

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
)

// MaxItems bounds how many facts, parcels and problems one payload may yield, so that a hostile body costs little memory.
// A real history of one parcel has below 100 scans.
const MaxItems = 4000

// Draft is the update of one payload while it is read. An adapter embeds it in the state of its Decode, beside a reader:
//
//	type decoder struct {
//		*Adapter
//		*payload.Reader
//		decode.Draft
//	}
//
//	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
//	d.Each(d.document)
//	return d.End(d.Err(), "ACME", "neither an answer nor a notification")
//
// Before it reads an element that it may keep (a parcel, a scan, a problem, an estimate), the adapter calls Spend; the first
// time it meets something that only the source would send, it calls Recognise.
type Draft struct {
	update     carrier.Update
	spent      int
	recognised bool
	err        error // the first that Fail was given
}

// Begin starts the update of a payload of source that came by the road of kind.
func Begin(source string, kind carrier.Kind) Draft {
	return Draft{update: carrier.Update{Source: source, Kind: kind}}
}

// Spend takes one item from the budget of MaxItems and reports whether there was one left. Without one the adapter leaves
// the element unread; End tells that something was left out.
func (d *Draft) Spend() bool {
	d.spent++
	return d.spent <= MaxItems
}

// Recognise notes that the payload holds something of a documented shape. A payload that never does is not one of the source.
func (d *Draft) Recognise() { d.recognised = true }

// Parcel adds what the payload says about one number. What it says about the same number elsewhere (a list that holds a parcel
// twice, one entry per event) becomes one parcel; of contradicting words the first stand.
func (d *Draft) Parcel(p carrier.Parcel) {
	for i := range d.update.Parcels {
		old := &d.update.Parcels[i]
		if p.Number == "" || old.Number != p.Number || old.Carrier != p.Carrier {
			continue
		}
		old.Service = cmp.Or(old.Service, p.Service)
		old.SignedBy = cmp.Or(old.SignedBy, p.SignedBy)
		old.Facts = append(old.Facts, p.Facts...)
		for _, alias := range p.Aliases {
			if !slices.Contains(old.Aliases, alias) {
				old.Aliases = append(old.Aliases, alias)
			}
		}
		return
	}
	d.update.Parcels = append(d.update.Parcels, p)
}

// Problem adds a failure that the sender reports.
func (d *Draft) Problem(p carrier.Problem) { d.update.Problems = append(d.update.Problems, p) }

// Fail notes that a part of the payload cannot be read, which makes all of it malformed. nil notes nothing.
func (d *Draft) Fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// End gives the update, or an error of kind fault.Malformed: when the reader failed (broken, which may be nil), when a part
// failed, or when nothing was recognised; strange then says what the payload should have been. name is the source's for people.
func (d *Draft) End(broken error, name, strange string) (carrier.Update, error) {
	if broken == nil {
		broken = d.err
	}
	switch {
	case broken != nil:
		return carrier.Update{}, fault.Wrap(fault.Malformed, broken, "read %s payload", name)
	case !d.recognised:
		return carrier.Update{}, fault.New(fault.Malformed, "read %s payload: %s", name, strange)
	case d.spent > MaxItems:
		d.Problem(carrier.Problem{
			Kind: carrier.Invalid, Code: "too_many_items", Message: fmt.Sprintf("more than %d items in one payload: the rest was left out", MaxItems),
		})
	}
	return d.update, nil
}
