package page

// Line is one parcel in a few words: what the page shows on top, and what the widget and the page's data say of it, so that they
// never differ. All texts are ready to be shown; those of carriers and merchants in them are made plain.
type Line struct {
	Shipment string   // its id; empty while the order has no parcel
	Tone     string   // "" (on its way), "good", "warn", "bad" or "idle": classes of page.css
	Icon     string   // a name in order.html
	Headline string   // "On its way"
	Text     string   // one sentence about it
	Next     string   // what happens next; may be empty
	Label    string   // of Expected: "Expected", "Promised", "Arrived"
	Expected string   // "Mon 23 Nov"; empty: nobody said
	Notes    []string // about Expected: what was promised first, that the day has passed
	Place    string   // last known, may be empty
	AsOf     string   // when the newest scan happened, in words; empty: none yet
	Age      string   // of it, in words; empty when its zone is not known
	Rail     int      // how many of the four parts of the way are behind it; 0: there is no way ahead to show
}

// Summary gives every parcel of an order in a few words; of an order without parcels the one line that it waits for them.
func Summary(o Order) []Line {
	if len(o.Parcels) == 0 {
		return []Line{newWaiting(o).line("")}
	}
	out := make([]Line, len(o.Parcels))
	for i := range o.Parcels {
		out[i] = newParcel(o, i).line(o.Parcels[i].Shipment.ID)
	}
	return out
}

func (m parcelModel) line(id string) Line {
	l := Line{
		Shipment: id, Tone: m.Tone, Icon: m.Icon, Headline: m.Headline, Text: m.Text, Next: m.Next, Label: m.When.Label,
		Expected: m.When.Value, Notes: m.When.Notes, Place: m.Place, AsOf: m.AsOf, Age: m.Age,
	}
	for _, on := range m.Rail {
		if on {
			l.Rail++
		}
	}
	return l
}
