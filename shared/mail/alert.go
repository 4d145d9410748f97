package mail

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/page"
	"doorstep/shared/watch"
)

// Email writes the alert as an e-mail. The error is of kind fault.Invalid when it has no words or no page to lead to.
func (a Alert) Email() (Email, error) {
	if err := a.check(); err != nil {
		return Email{}, err
	}
	w := a.told()
	t := a.Words.Text
	d := document{
		Lang: a.Words.Tag(), Dir: a.Words.Dir(), Subject: w.subject, Title: w.title, Tone: "warn", Head: head{Name: w.shop, Site: w.record.Site, Logo: w.record.LogoURL},
		Look: newLook(w.record, a.Words.Dir()), Colon: t("mail.colon"), Preheader: page.Plain(w.action, maxPeek),
	}
	d.add(section{Rows: w.rows})
	if w.action != "" {
		d.add(section{Box: true, Title: t("alert.todo"), Texts: []string{w.action}})
	}
	d.add(section{Button: anchor{t("widget.open"), template.URL(a.Link)}}) //nolint:gosec // see Alert.check
	d.Foot = []section{{Texts: []string{t("alert.why", "brand", w.shop)}}}
	return draw(d)
}

// Chat writes the alert as the JSON that Slack's incoming webhooks take, and those that follow them
// (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). The errors are those of Email.
func (a Alert) Chat() ([]byte, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	w := a.told()
	colon := a.Words.Text("mail.colon")
	facts := []string{"*" + marked(w.title) + "*"}
	for _, r := range w.rows {
		facts = append(facts, marked(r.Label+colon+r.Value))
	}
	if w.action != "" {
		facts = append(facts, marked(a.Words.Text("alert.todo")+colon+w.action))
	}
	button := map[string]any{"type": "button", "text": map[string]any{"type": "plain_text", "text": a.Words.Text("widget.open")}, "url": a.Link}
	b, err := json.Marshal(map[string]any{
		"text": marked(w.subject), // what a notification shows
		"blocks": []any{
			map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": strings.Join(facts, "\n"), "verbatim": true}},
			map[string]any{"type": "actions", "elements": []any{button}},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("encode alert: %w", err)
	}
	return b, nil
}

func (a Alert) check() error {
	switch {
	case a.Words == nil:
		return fault.New(fault.Invalid, "alert %s has no catalog", a.Kind)
	case !isAddress(a.Link):
		return fault.New(fault.Invalid, "alert %s: the address of its page is no https address", a.Kind)
	default:
		return nil
	}
}

// marked escapes a text for Slack's markup: its three control characters as it asks
// (https://docs.slack.dev/messaging/formatting-message-text#escaping), and those that would set words of others in bold or code by
// ones that look the same. Slack makes links and mentions of nothing else where a text is verbatim.
func marked(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", "∗", "_", "ˍ", "~", "∼", "`", "ˋ").Replace(s)
}

// usual is what to do about a finding that names no action.
var usual = map[string]string{
	watch.NeverScanned: "ask_warehouse", watch.Silent: "open_trace", watch.PastPromise: "ask_new_date", watch.AttemptNoNews: "check_address",
	watch.PickupExpiring: "remind_pickup", watch.CustomsDwell: "ask_broker", watch.ReturnStuck: "trace_return", watch.NoShipment: "ship_order",
}

// telling is an alert in words.
type telling struct {
	record                       brand.Record
	shop, title, subject, action string
	rows                         []row
}

// told puts the alert into words. It holds what the carrier's scans say in our words only: in theirs may stand who signed.
func (a Alert) told() telling {
	l := tamed(Letter{Order: a.Order, Parcels: []Parcel{a.Parcel}})
	theme := page.NewTheme(a.Brand.On(a.Now.Format(time.DateOnly)))
	w := telling{record: theme.Brand()}
	t, number := a.Words.Text, page.Plain(l.Order.Number, maxNumber)
	w.shop = page.Plain(w.record.Name, maxNumber)
	w.title, w.action = a.Words.First("alert."+a.Kind), a.Words.First("alert.do."+cmp.Or(a.Action, usual[a.Kind]))
	if w.title == "" {
		w.title = page.Plain(unlinked(strings.ReplaceAll(a.Kind, "_", " ")), maxNumber)
	}
	w.subject = page.Plain(t("alert.line", "what", w.title, "number", number), maxSubject-1)
	w.row(t("alert.brand"), w.shop)
	w.row(t("alert.order"), number)
	if a.Parcel.Shipment.ID == "" {
		_, promise := a.Order.Promised()
		w.row(t("page.promised"), a.Words.Range(promise.Earliest, promise.Latest, a.Now))
		return w
	}
	seen := page.Order{Theme: theme, Words: a.Words, Order: l.Order, Parcels: []page.Parcel{page.Parcel(l.Parcels[0])}, Scope: link.Gift, Now: a.Now}
	b := page.Briefs(seen)[0]
	w.row(t("alert.parcel"), strings.TrimSpace(b.Part+" "+strings.TrimSpace(b.Carrier.Name+" "+b.Service)))
	w.row(t("page.number"), b.Number)
	w.row(t("alert.status"), b.Headline)
	last := a.Words.Moment(a.Parcel.View.AsOf.Local, a.Now)
	switch {
	case last == "":
		last = t("alert.no_scan")
	case b.Age != "":
		last += " (" + b.Age + ")"
	}
	w.row(t("alert.last_scan"), last)
	w.row(b.Label, b.Expected)
	return w
}

// row adds a fact that is known.
func (w *telling) row(label, value string) {
	if value != "" {
		w.rows = append(w.rows, row{label, value})
	}
}
