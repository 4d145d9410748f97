package order_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
)

func TestCodecRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		change, err := order.Parse([]byte(drawBody(t)))
		if err != nil {
			t.Fatal(err)
		}
		o := change.Apply(aster(), 1, now)
		b, err := order.Encode(o)
		if err != nil {
			t.Fatal(err)
		}
		back, err := order.Decode(o.ID, o.Brand, o.Number, b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(o, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("order differs (-stored +read):\n%s", diff)
		}
		again, err := order.Encode(back)
		if err != nil || string(again) != string(b) {
			t.Fatalf("equal orders encode to different bytes: %v", err)
		}
	})
}

func TestEncodedOrderIsSmallAndHoldsNoPersonalData(t *testing.T) {
	t.Parallel()
	b, err := order.Encode(apply(t, string(fullBody(t))))
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 512 {
		t.Errorf("an order of two items and two shipments takes %d bytes, more than half a write unit", len(b))
	}
	back, err := order.Decode("o", "b", "n", b)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", back); strings.Contains(text, "Canary") || strings.Contains(text, "Wien") {
		t.Errorf("the stored order holds %s", text)
	}
}

func TestEncodeRefusesWhatDynamoDBWould(t *testing.T) {
	t.Parallel()
	o := aster()
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range order.MaxItems {
		o.Items = append(o.Items, order.Item{ID: fmt.Sprint(i), Quantity: 1, URL: "https://shop.example/" + noise(rnd, 2000)})
	}
	if _, err := order.Encode(o); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("Encode gives %v, want a too-large error", err)
	}
}

func noise(rnd *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[rnd.IntN(62)]
	}
	return string(b)
}

func FuzzDecode(f *testing.F) {
	good, err := order.Encode(apply(f, string(fullBody(f))))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{})
	f.Add([]byte{9})
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := order.Decode("o", "b", "n", b)
		if err != nil {
			if fault.KindOf(err) != fault.Malformed {
				t.Errorf("Decode gives %v, want a malformed error", err)
			}
			return
		}
		if o.ID != "o" || o.Brand != "b" || o.Number != "n" {
			t.Errorf("stored bytes rename the order to %q %q %q", o.ID, o.Brand, o.Number)
		}
	})
}

func TestRecipient(t *testing.T) {
	t.Parallel()
	known := order.Recipient{
		Name: seal.Hide("Ada"), Email: seal.Hide("ada@example.com"), Line1: seal.Hide("Old Lane 1"), Line2: seal.Hide("Door 2"),
		Postal: seal.Hide("1010"),
	}
	cases := map[string]struct{ change, want order.Recipient }{
		"nothing told": {order.Recipient{}, known},
		"a new e-mail": {order.Recipient{Email: seal.Hide("new@example.com")}, order.Recipient{
			Name: known.Name, Email: seal.Hide("new@example.com"), Line1: known.Line1, Line2: known.Line2, Postal: known.Postal,
		}},
		"an address is one thing": {order.Recipient{Line1: seal.Hide("New Road 9")}, order.Recipient{
			Name: known.Name, Email: known.Email, Line1: seal.Hide("New Road 9"),
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := known.Apply(c.change)
			if !got.Equal(c.want) {
				t.Errorf("recipient is %s, want %s", got.Open(), c.want.Open())
			}
			back, err := order.UnmarshalRecipient(got.Open())
			if err != nil || !back.Equal(got) {
				t.Errorf("stored and read: %s, %v", back.Open(), err)
			}
			if text := fmt.Sprintf("%v %#v", got, got); strings.Contains(text, "Ada") {
				t.Errorf("printed %s", text)
			}
		})
	}
	if !(order.Recipient{}).Empty() || known.Empty() {
		t.Error("Empty is wrong about a recipient")
	}
	if _, err := order.UnmarshalRecipient([]byte(`["Ada`)); fault.KindOf(err) != fault.Malformed || strings.Contains(err.Error(), "Ada") {
		t.Errorf("unreadable bytes give %v", err)
	}
	if r, err := order.UnmarshalRecipient([]byte(`["Ada"]`)); err != nil || r.Name.Open() != "Ada" {
		t.Errorf("a shorter list gives %v, %v", r.Name.Open(), err)
	}
}

// speller writes the arguments of a hash instead of hashing them.
type speller struct{}

func (speller) Hash(scope, label, value string) []byte {
	return []byte(scope + "|" + label + "|" + value)
}

func TestLookup(t *testing.T) {
	t.Parallel()
	r := order.Recipient{Email: seal.Hide(" Ada@Example.COM "), Postal: seal.Hide("sw1a-1 aa")}
	var got []string
	for _, h := range r.Lookup("aster", speller{}) {
		got = append(got, string(h))
	}
	if diff := cmp.Diff([]string{"aster|email|ada@example.com", "aster|postal|SW1A1AA"}, got); diff != "" {
		t.Errorf("hashes differ (-want +got):\n%s", diff)
	}
	if got := (order.Recipient{Postal: seal.Hide(" -")}).Lookup("aster", speller{}); len(got) != 0 {
		t.Errorf("a postcode of nothing gives %q: every shopper would find the order", got)
	}
}

// claims is a fake table of claims.
type claims struct {
	written map[string]shipment.Claim
	broken  string
}

func (c *claims) Claim(_ context.Context, number string, claim shipment.Claim) (shipment.Status, error) {
	if number == c.broken {
		return "", fault.New(fault.Unavailable, "no answer")
	}
	c.written[number] = claim
	return shipment.InTransit, nil
}

func TestComplete(t *testing.T) {
	t.Parallel()
	o := apply(t, `{"shipments":[{"tracking_number":"11111"},{"tracking_number":"22222"},{"tracking_number":"33333"}]}`)
	table := &claims{written: map[string]shipment.Claim{}, broken: "22222"}
	statuses, err := order.Complete(t.Context(), o, table)
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), o.Shipments[1].ID) {
		t.Errorf("Complete gives %v, want the fault of the second shipment", err)
	}
	var unavailable *fault.Error
	if !errors.As(err, &unavailable) {
		t.Error("the cause is lost")
	}
	if diff := cmp.Diff([]shipment.Status{shipment.InTransit, "", shipment.InTransit}, statuses); diff != "" {
		t.Errorf("statuses differ (-want +got):\n%s", diff)
	}
	want := map[string]shipment.Claim{"11111": o.Claim(o.Shipments[0]), "33333": o.Claim(o.Shipments[2])}
	if diff := cmp.Diff(want, table.written); diff != "" {
		t.Errorf("one broken number keeps others from their claims (-want +got):\n%s", diff)
	}
}

// A number that was corrected is released, a shipment that was taken back says so.
func TestCompleteReleases(t *testing.T) {
	t.Parallel()
	o := apply(t, `{"shipments":[{"ref":"F1","tracking_number":"11111"},{"tracking_number":"22222"}]}`,
		`{"shipments":[{"ref":"F1","tracking_number":"33333"},{"tracking_number":"22222","cancelled_at":"2026-11-20"}]}`)
	table := &claims{written: map[string]shipment.Claim{}}
	statuses, err := order.Complete(t.Context(), o, table)
	if diff := cmp.Diff([]shipment.Status{shipment.InTransit, shipment.Cancelled}, statuses); err != nil || diff != "" {
		t.Errorf("statuses differ, %v (-want +got):\n%s", err, diff)
	}
	for number, released := range map[string]bool{"11111": true, "22222": true, "33333": false} {
		if c := table.written[number]; c.Released != released || c.Revision != 2 {
			t.Errorf("claim on %s is %+v, want released %v by revision 2", number, c, released)
		}
	}
	if a, b := table.written["11111"].Shipment, table.written["33333"].Shipment; a != b {
		t.Errorf("the corrected shipment became another one: %s, %s", a, b)
	}
}
