package seventeentrack

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// item is one registered number while it is read.
type item struct {
	number, key string // key is 17TRACK's for the carrier; "0": not known
	status      string // of the whole parcel
	from, until string // estimated delivery
	service     string
	next        string // number of the next leg
	synced      string // when 17TRACK last asked a carrier
	stopped     bool   // 17TRACK does not look any more
	latest      event  // the newest event, for bodies that hold no list
	legs        []leg
	first       string // version 1: key of the first carrier
	code        string // version 1: "e"
}

// leg is one carrier's part of the journey.
type leg struct {
	key, name string
	events    []event
}

func (d *decoder) item(items *[]item) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var it item
	d.Object(func(key []byte) { d.field(&it, key) })
	*items = append(*items, it)
}

// field reads a member of an item of any version, or of a row of the list of registered numbers.
func (d *decoder) field(it *item, key []byte) {
	switch string(key) {
	case "number":
		it.number = decode.Number(d.Text(payload.Short))
	case "carrier":
		it.key = d.Text(payload.Short)
	case "track_info":
		d.Recognise()
		d.Object(func(key []byte) { d.info(it, key) })
	case "track":
		d.Recognise()
		d.Object(func(key []byte) { d.terse(it, key) })
	case "package_status":
		it.status = d.Text(payload.Short)
	case "stop_track_reason":
		it.stopped = d.Text(payload.Short) == "Expired"
	case "tracking_status", "register_time":
		d.Recognise()
	}
}

// info reads a member of "track_info". "milestone" repeats events and promises others: neither is a scan.
func (d *decoder) info(it *item, key []byte) {
	switch string(key) {
	case "latest_status":
		d.Object(func(key []byte) {
			if string(key) == "status" {
				it.status = d.Text(payload.Short)
			}
		})
	case "latest_event":
		it.latest = d.event()
	case "time_metrics":
		d.Object(func(key []byte) {
			if string(key) == "estimated_delivery_date" {
				d.estimate(it)
			}
		})
	case "misc_info":
		d.Object(func(key []byte) {
			switch string(key) {
			case "local_number":
				it.next = decode.Number(d.Text(payload.Short))
			case "service_type":
				it.service = d.Text(payload.Short)
			}
		})
	case "tracking":
		d.Object(func(key []byte) {
			if string(key) == "providers" {
				d.Each(func() { d.provider(it) })
			}
		})
	}
}

func (d *decoder) estimate(it *item) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "from":
			it.from = d.Text(payload.Short)
		case "to":
			it.until = d.Text(payload.Short)
		}
	})
}

// provider reads one leg.
func (d *decoder) provider(it *item) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var l leg
	d.Object(func(key []byte) {
		switch string(key) {
		case "provider":
			d.Object(func(key []byte) {
				switch string(key) {
				case "key":
					l.key = d.Text(payload.Short)
				case "name":
					l.name = d.Text(payload.Short)
				}
			})
		case "service_type":
			it.service = cmp.Or(it.service, d.Text(payload.Short))
		case "latest_sync_time":
			it.synced = max(it.synced, d.Text(payload.Short))
		case "events":
			d.Each(func() { l.add(d.event(), d.Spend) })
		}
	})
	it.legs = append(it.legs, l)
}

// add keeps an event that says something.
func (l *leg) add(e event, spend func() bool) {
	if !e.empty() && spend() {
		l.events = append(l.events, e)
	}
}

// finish turns an item into a parcel. Its own status is a verdict on the whole and makes no scan: the events do.
func (d *decoder) finish(it *item) {
	if it.number == "" && len(it.legs) == 0 && it.latest.empty() {
		return
	}
	if !it.hasEvents() && !it.latest.empty() {
		it.legs = []leg{{key: cmp.Or(it.key, it.first), events: []event{it.latest}}}
	}
	p := carrier.Parcel{Number: it.number, Service: it.service}
	p.Carrier, p.CarrierRaw = d.carrierOf(it)
	for _, l := range it.legs {
		code := cmp.Or(carrier.Code(l.name), carrier.Code(d.names()[l.key]))
		for _, e := range l.events {
			if e == it.latest { // in version 1 the parcel's status is all that is said of its newest event
				e.code = it.code
			}
			p.Facts = decode.AddFact(p.Facts, d.scan(e, code))
		}
	}
	if it.next != "" && it.next != it.number {
		p.Aliases = []string{it.next}
	}
	d.conclude(it, &p)
	d.Parcel(p)
}

func (it *item) hasEvents() bool {
	for _, l := range it.legs {
		if len(l.events) > 0 {
			return true
		}
	}
	return false
}

// carrierOf gives the carrier that the number was registered for, by its name where a leg tells it, else that of the only
// leg.
func (d *decoder) carrierOf(it *item) (code, raw string) {
	for _, l := range it.legs {
		if l.name != "" && (l.key == it.key || len(it.legs) == 1) {
			raw = l.name
			break
		}
	}
	raw = cmp.Or(raw, d.names()[it.key], d.names()[it.first])
	if raw == "" && it.key != "0" {
		raw = it.key
	}
	return cmp.Or(carrier.Code(raw), carrier.Code(d.names()[it.key])), raw
}

// conclude adds what an item says beyond its events: an estimate, a verdict.
func (d *decoder) conclude(it *item, p *carrier.Parcel) {
	at := moment.ISO(it.synced)
	if at.Local == "" {
		at = decode.Newest(p.Facts)
	}
	if w, ok := moment.Days(moment.ISO(it.from), moment.ISO(it.until)); ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, w, at, it.from, it.until))
	}
	switch {
	case it.stopped, it.status == "Expired", it.code == "20":
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictExpired, at))
	case len(p.Facts) == 0 && (it.status == "NotFound" || it.code == "0"):
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, at))
	}
}
