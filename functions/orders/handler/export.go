package handler

import (
	"context"
	"fmt"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// export is everything that is held about an order, readable: what its shopper may ask for. Of links it shows that they are there,
// never what opens them.
type export struct {
	Order     record           `json:"order"`
	Recipient *exportRecipient `json:"recipient"`          // null: none is known, or it was erased
	Contacts  []exportContact  `json:"contacts,omitempty"` // of the watchers
	Lookup    int              `json:"lookup_hashes"`
	Shipments []exportShipment `json:"shipments"`
	Decisions []exportDecision `json:"decisions"` // about messages
	Votes     []exportVote     `json:"votes"`
	Cases     []exportCase     `json:"cases"`
	Findings  []exportFinding  `json:"findings"` // what went wrong without anybody telling
	Links     []exportLink     `json:"links"`
}

type exportRecipient struct {
	Name    string `json:"name,omitempty"`
	Email   string `json:"email,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Line1   string `json:"line1,omitempty"`
	Line2   string `json:"line2,omitempty"`
	City    string `json:"city,omitempty"`
	Region  string `json:"region,omitempty"`
	Postal  string `json:"postal,omitempty"`
	Country string `json:"country,omitempty"`
}

type exportVote struct {
	ShipmentID string `json:"shipment_id"`
	Score      int    `json:"score"`
	Tracking   int    `json:"tracking_score,omitempty"`
	Reason     string `json:"reason,omitempty"`
	Comment    string `json:"comment,omitempty"`
	First      string `json:"first_at"`
	Changed    string `json:"changed_at"`
}

type exportCase struct {
	ShipmentID string `json:"shipment_id,omitempty"`
	Kind       string `json:"kind"`
	Open       bool   `json:"open"`
	Opened     string `json:"opened_at"`
	ClosedBy   string `json:"closed_by,omitempty"`
	Times      int    `json:"times"`
	Comment    string `json:"comment,omitempty"`
}

type exportLink struct {
	Scope   link.Scope `json:"scope"`
	Expires string     `json:"expires"`
}

// export reads everything about an order. It is the one place that opens what is sealed, beside merging a recipient.
func (d desk) export(ctx context.Context, brand, number, base string) (export, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return export{}, err
	}
	known, err := d.read(ctx, brand, number)
	if err != nil {
		return export{}, err
	}
	stored, err := d.table.Order(ctx, known.order.ID)
	if err != nil {
		return export{}, err
	}
	out := export{Order: newRecord(known, base), Lookup: len(stored.Lookup)}
	if err = exportPeople(ctx, keys.vault, stored, &out); err != nil {
		return export{}, err
	}
	if out.Shipments, err = d.exportShipments(ctx, keys.vault, known.order); err != nil {
		return export{}, err
	}
	if out.Links, err = d.exportLinks(ctx, keys.links, known.order); err != nil {
		return export{}, err
	}
	return out, d.exportAbout(ctx, keys.vault, known.order.ID, &out)
}

// reveal opens a sealed value; what was erased is empty.
func reveal(ctx context.Context, vault *seal.Vault, owner, label string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	clear, err := vault.Open(ctx, owner, label, sealed)
	if fault.KindOf(err) == fault.Gone {
		return "", nil
	}
	return string(clear), err
}

// exportPeople opens who gets the order and who watches it.
func exportPeople(ctx context.Context, vault *seal.Vault, stored store.Order, to *export) error {
	clear, err := reveal(ctx, vault, secret.OfOrder(stored.ID), secret.Recipient, stored.Sealed)
	if err != nil || clear == "" {
		return err
	}
	r, contacts, err := order.UnmarshalPeople([]byte(clear))
	if err != nil {
		return err
	}
	to.Contacts = newExportContacts(contacts)
	to.Recipient = &exportRecipient{
		Name: r.Name.Open(), Email: r.Email.Open(), Phone: r.Phone.Open(), Line1: r.Line1.Open(), Line2: r.Line2.Open(),
		City: r.City.Open(), Region: r.Region.Open(), Postal: r.Postal.Open(), Country: r.Country.Open(),
	}
	return nil
}

func (d desk) exportLinks(ctx context.Context, key link.Key, o order.Order) ([]exportLink, error) {
	out := []exportLink{}
	for _, scope := range scopes {
		l, err := d.table.Link(ctx, link.Hash(key.Token(o.ID, scope, o.Rotation)))
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		expires := l.Expires
		if scope != link.Support {
			if expires, err = d.closes(ctx, o, expires); err != nil {
				return nil, err
			}
		}
		out = append(out, exportLink{Scope: scope, Expires: stamp(expires)})
	}
	return out, nil
}

// exportAbout adds what is stored beside the order.
func (d desk) exportAbout(ctx context.Context, vault *seal.Vault, id string, to *export) error {
	about, err := d.table.AboutOrder(ctx, id)
	if err != nil {
		return err
	}
	to.Votes, to.Cases = []exportVote{}, []exportCase{}
	to.Decisions = exportDecisions(about.Decisions)
	for _, v := range about.Votes {
		comment, err := reveal(ctx, vault, secret.OfOrder(id), survey.CommentLabel(v.Shipment, ""), v.Comment)
		if err != nil {
			return fmt.Errorf("open comment of a vote: %w", err)
		}
		to.Votes = append(to.Votes, exportVote{v.Shipment, v.Vote.Score, v.Vote.Tracking, v.Vote.Reason, comment, stamp(v.Vote.First), stamp(v.Vote.Changed)})
	}
	for _, c := range about.Cases {
		comment, err := reveal(ctx, vault, secret.OfOrder(id), survey.CommentLabel(c.Shipment, c.Case.Kind), c.Comment)
		if err != nil {
			return fmt.Errorf("open comment of a case: %w", err)
		}
		to.Cases = append(to.Cases, exportCase{c.Shipment, c.Case.Kind, c.Case.Open, stamp(c.Case.Opened), c.Case.Closed, c.Case.Times, comment})
	}
	to.Findings = []exportFinding{}
	for _, f := range about.Findings {
		to.Findings = append(to.Findings, exportFinding{f.Shipment, f.Found.Kind, f.State, stamp(f.Found.Since), stamp(f.Made), stamp(f.Ended), f.Found.Action.Text})
	}
	return nil
}

type exportFinding struct {
	Shipment string `json:"shipment_id,omitempty"` // empty: the whole order
	Kind     string `json:"kind"`
	State    string `json:"state"` // "open", "over", "closed"
	Since    string `json:"since"`
	Found    string `json:"found_at"`
	Ended    string `json:"ended_at,omitempty"`
	Action   string `json:"action"` // what the merchant's people were told to do
}

// stamp writes an instant of ours; nothing for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
