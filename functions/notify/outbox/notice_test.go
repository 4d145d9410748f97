package outbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"doorstep/functions/notify/handler"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// trouble is what watch knows: one finding about an order, and one strike.
type trouble struct{}

func (trouble) Findings(_ context.Context, id string) ([]store.Finding, error) {
	return []store.Finding{
		{Order: id, Shipment: "s1", Found: watch.Finding{Kind: watch.CustomsDwell, Occurrence: 1, Action: watch.Action{Code: "ask_broker"}}},
		{Order: id, Shipment: "s1", Found: watch.Finding{Kind: watch.CustomsDwell, Occurrence: 2, Action: watch.Action{Code: "send_papers"}}},
	}, nil
}

func (trouble) Disruptions(context.Context) ([]watch.Disruption, error) {
	return []watch.Disruption{{ID: "d", Carrier: "ups", From: now.AddDate(0, 0, -1).Format(time.DateOnly), Until: now.Format(time.DateOnly),
		Texts: map[string]string{"en": "Drivers strike until tonight.", "de": "Die Fahrer streiken bis heute Abend."}}}, nil
}

func (w *world) troubled() (o interface {
	Send(context.Context, handler.Outgoing) (handler.Receipt, error)
}) {
	out := w.outbox()
	out.Findings, out.Disruptions = trouble{}, store.NewDisruptionCache(trouble{}, func() time.Time { return now })
	return out
}

// What the merchant says of a disruption stands in what is said of a delay, in the reader's language, and in nothing else.
func TestADisruptionIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, locale, carrier string
		kind                  message.Kind
		status                shipment.Status
		want                  string
	}{
		{"a delay", "en", "ups", message.Delay, shipment.InTransit, "Drivers strike until tonight."},
		{"in German", "de-DE", "ups", message.Delay, shipment.InTransit, "Die Fahrer streiken bis heute Abend."},
		{"another carrier", "en", "gls", message.Delay, shipment.InTransit, ""},
		{"it has arrived", "en", "ups", message.Delivered, shipment.Delivered, ""},
	} {
		w := newWorld()
		stored, o := w.ordered(t, order.Order{Locale: c.locale, Country: "DE"}, robin())
		m := delivered(stored, o, message.Recipient{ID: message.Owner, Channel: message.Email})
		m.Kind, m.Subject.Status, m.Parcels[0].Shipment.Carrier, m.Parcels[0].View.Status = c.kind, c.status, c.carrier, c.status
		if _, err := w.troubled().Send(t.Context(), m); err != nil || len(w.letters) != 1 {
			t.Fatalf("%s: %v", c.name, err)
		}
		text := w.letters[0].Email.Text
		if told := strings.Contains(text, "strike") || strings.Contains(text, "streiken"); told != (c.want != "") || !strings.Contains(text, c.want) {
			t.Errorf("%s:\n%s", c.name, text)
		}
	}
}

// An alert says what to do about this finding, not what is usually done about its kind.
func TestAnAlertSaysWhatToDo(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{}, robin())
	m := delivered(stored, o, message.Recipient{ID: message.Team, Channel: message.Email})
	m.Kind, m.Finding, m.Subject = message.Alert, watch.CustomsDwell, message.Subject{About: message.AboutFinding, Shipment: "s1", Event: watch.CustomsDwell, Occurrence: 2}
	if _, err := w.troubled().Send(t.Context(), m); err != nil || len(w.letters) != 1 || !strings.Contains(w.letters[0].Email.Text, "Customs waits for papers") {
		t.Errorf("%v, %+v", err, w.letters)
	}
}
