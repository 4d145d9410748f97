package seventeentrack

import (
	"cmp"

	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
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
