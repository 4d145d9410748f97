// Package brand is what a deployment knows about one storefront: its name, its look, whom a shopper asks for help. One record
// feeds page, e-mail and SMS. It also holds how a merchant's API key is recognised. It reads no database.
package brand

import (
	"encoding/json"

	"doorstep/shared/fault"
)

// Record is a brand as an operator writes it and as it is stored: JSON. Everything but Name may be empty.
type Record struct {
	Version  int      `json:"version"` // RecordVersion
	Name     string   `json:"name"`
	Site     string   `json:"site,omitempty"`     // the shop's address, https
	Accent   string   `json:"accent,omitempty"`   // "#rrggbb"
	Logo     string   `json:"logo,omitempty"`     // data: address of a small PNG, WebP or SVG; a page asks nobody for images
	LogoURL  string   `json:"logo_url,omitempty"` // https; for e-mail, where data: addresses do not show
	Support  Support  `json:"support,omitzero"`
	Locales  []string `json:"locales,omitempty"` // BCP 47, the default first
	Policies Policies `json:"policies,omitzero"`

	Domains   []string                     `json:"domains,omitempty"`   // hosts that serve this brand: "track.aster.example"
	Colours   Colours                      `json:"colours,omitzero"`    // beside Accent
	Font      string                       `json:"font,omitempty"`      // one of Fonts; of the reader's system, nothing is loaded
	Tone      string                       `json:"tone,omitempty"`      // one of tones: which wording of the catalogs is preferred
	Texts     map[string]map[string]string `json:"texts,omitempty"`     // by locale and catalog key: the brand's own wording
	Seasons   []Season                     `json:"seasons,omitempty"`   // looks and banners by date
	Slots     []Slot                       `json:"slots,omitempty"`     // content on the page
	Feed      string                       `json:"feed,omitempty"`      // https address of a list of Slots, fetched every hour
	Images    Images                       `json:"images,omitzero"`     // pictures of items
	Lookup    Lookup                       `json:"lookup,omitzero"`     // what the lookup form allows
	Survey    Survey                       `json:"survey,omitzero"`     // what is asked after delivery
	Analytics Analytics                    `json:"analytics,omitzero"`  // off unless set
	Messages  Messages                     `json:"messages,omitzero"`   // what shoppers and the team are told
	LinkDays  int                          `json:"link_days,omitempty"` // days after the last delivery that links stay open; 0: DefaultLinkDays
}

// DefaultLinkDays is how many days after the end of its last parcel an order's links stay open: returns and complaints take
// their time.
const DefaultLinkDays = 90

// Colours of a brand, "#rrggbb" each; an empty one is the standard colour. Contrast is checked when a brand is applied and made
// up for when a page is drawn.
type Colours struct {
	Background string `json:"background,omitempty"` // of the light page
	Banner     string `json:"banner,omitempty"`     // behind the header
}

// Season is a look for a time of the year.
type Season struct {
	Name   string `json:"name"`
	From   string `json:"from"`             // first day, "2026-11-20"
	Until  string `json:"until"`            // last day, included
	Accent string `json:"accent,omitempty"` // "#rrggbb"; empty: the brand's
	Banner string `json:"banner,omitempty"` // a line on top of the page: what to expect of deliveries in these days

	Banners map[string]string `json:"banners,omitempty"` // by locale: Banner in other languages, see bannerFor
}

// Slot is a piece of content on the page: a recommendation, a usage tip, a campaign, a word about loyalty. It is never shown while
// something is wrong with the order.
type Slot struct {
	Kind   string   `json:"kind"` // one of slotKinds
	Title  string   `json:"title"`
	Text   string   `json:"text,omitempty"`
	URL    string   `json:"url,omitempty"`  // https
	Link   string   `json:"link,omitempty"` // words of the link
	From   string   `json:"from,omitempty"` // first and last day; empty: always
	Until  string   `json:"until,omitempty"`
	Locale string   `json:"locale,omitempty"` // BCP 47; empty: for everybody
	When   []string `json:"when,omitempty"`   // statuses in which it shows; empty: all good ones
	SKUs   []string `json:"skus,omitempty"`   // only beside these items
}

// Images says whether pictures of items are shown, and from where: only addresses below Host are.
type Images struct {
	Show bool   `json:"show,omitempty"`
	Host string `json:"host,omitempty"` // the brand's own host: "cdn.aster.example"
}

// Lookup says what the form besides the link allows.
type Lookup struct {
	ByNumber bool `json:"by_number,omitempty"` // a tracking number alone shows its progress, and nothing of the order
}

// Survey says what is asked after delivery.
type Survey struct {
	Off    bool `json:"off,omitempty"`
	CaseAt int  `json:"case_at,omitempty"` // scores up to this one open a case; 0: 2
}

// Analytics of the page: none unless the brand sets it, and then only for readers who agreed.
type Analytics struct {
	GA4 string `json:"ga4,omitempty"` // measurement id: "G-XXXXXXX"
}

// Support is whom a shopper asks. Any field may be empty.
type Support struct {
	URL   string `json:"url,omitempty"` // https
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
	Hours string `json:"hours,omitempty"` // as people say it: "Mon to Fri, 9 to 17"
}

// Policies are the shop's own pages, https.
type Policies struct {
	Shipping string `json:"shipping,omitempty"`
	Returns  string `json:"returns,omitempty"`
	Privacy  string `json:"privacy,omitempty"`
}

// RecordVersion is the version of the stored form that this program writes.
const RecordVersion = 1

// maxRecord bounds the stored form: a record is read with every page, and a DynamoDB item ends at 400 KB.
const maxRecord = 64 << 10

// Default is the look of a brand whose record is missing: a page without theme beats no page.
func Default(id string) Record { return Record{Version: RecordVersion, Name: id} }

// Encode gives the stored form. The error is of kind fault.Invalid and names every bad field: see Problems.
func Encode(r Record) ([]byte, error) {
	r.Version = RecordVersion
	if err := invalid(r.Problems()); err != nil {
		return nil, err
	}
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "encode brand")
	}
	if len(b) > maxRecord {
		return nil, fault.New(fault.Invalid, "brand record: it has %d bytes, more than %d", len(b), maxRecord)
	}
	return b, nil
}

// Decode reads the stored form, or the file of an operator. Unknown fields are ignored. The error is of kind fault.Malformed
// or, naming every bad field, fault.Invalid.
func Decode(b []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return Record{}, fault.Wrap(fault.Malformed, err, "decode brand")
	}
	if r.Version > RecordVersion {
		return Record{}, fault.New(fault.Malformed, "brand record has version %d, this program knows up to %d", r.Version, RecordVersion)
	}
	if err := r.Check(); err != nil {
		return Record{}, err
	}
	return r, nil
}
