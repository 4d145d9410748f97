package ups

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

func TestMeaning(t *testing.T) {
	t.Parallel()
	a := New()
	cases := map[string]struct {
		s    status
		want string
	}{
		"a code":                               {status{"I", "OR", "005", "Origin Scan"}, "accepted/origin_scan"},
		"the code overrides the type":          {status{"X", "SR", "003", "Your package was released by the customs agency."}, "in_transit/customs_cleared"},
		"a code that means another thing in X": {status{"X", "KB", "", "UPS internal activity code"}, "/"},
		"the same code on a delivery":          {status{"D", "KB", "", "Delivered"}, "delivered/"},
		"an unknown code in progress":          {status{"I", "Z9", "", "Something new"}, "unknown/unmapped_code"},
		"progress without a code":              {status{"I", "", "", "Something new"}, "in_transit/"},
		"an unknown exception":                 {status{"X", "Z9", "", "Something new"}, "exception/other"},
		"an exception told by its words":       {status{"X", "Z9", "", "The address is incorrect. We're attempting to update it."}, "exception/address_problem"},
		"an attempt":                           {status{"X", "48", "", "The customer was not available when UPS attempted delivery."}, "delivery_attempted/not_home"},
		"an exception in another language":     {status{"X", "55", "", "Das Unternehmen hatte geschlossen."}, "delivery_attempted/business_closed"},
		"an exception that is over":            {status{"X", "RZ", "014", "Your package has been released by the government agency."}, "in_transit/customs_cleared"},
		"one that is over, in any language":    {status{"X", "BB", "014", "x"}, "in_transit/customs_cleared"},
		"one that is not":                      {status{"X", "BB", "058", "x"}, "exception/customs_documents"},
		"an exception that is only an option":  {status{"X", "ZA", "", "x"}, "/"},
		"a manifest's code, also a departure":  {status{"M", "DP", "", "x"}, "info_received/label_created"},
		"a departure":                          {status{"I", "DP", "", "x"}, "in_transit/departed"},
		"a delivery by where it was left":      {status{"D", "MU", "", "x"}, "delivered/mailbox"},
		"a delivery's code that is none":       {status{"D", "53", "", "x"}, "exception/refused"},
		"on its way to an access point":        {status{"I", "YI", "", "x"}, "in_transit/"},
		"a detail of the longer list":          {status{"I", "", "149", "x"}, "destroyed/disposed"},
		"Mail Innovations abroad":              {status{"", "", "", "Package retained by foreign customs office because it did not contain an invoice"}, "exception/customs_delay"},
		"type D with the words of a departure": {status{"D", "", "", "Out for Delivery"}, "out_for_delivery/"},
		"type D, loaded":                       {status{"D", "", "", "Loaded on Delivery Vehicle "}, "out_for_delivery/loaded"},
		"type D told by the detail":            {status{"D", "Z9", "011", "Livré"}, "delivered/"},
		"type D told by its first word":        {status{"D", "Z9", "", "DELIVERED, ON THE MOON"}, "delivered/"},
		"type D decides nothing alone":         {status{"D", "Z9", "", "Zugestellt"}, "unknown/unmapped_code"},
		"delivered to the sender":              {status{"D", "FS", "011", "The package has been returned to the sender."}, "returned/to_sender"},
		"delivered to an access point":         {status{"D", "FS", "", "Delivered to UPS Access Point™"}, "available_for_pickup/parcel_shop"},
		"on its way back":                      {status{"X", "", "", "The package is being returned to the sender."}, "returning/"},
		"type RS":                              {status{"RS", "", "", ""}, "returning/"},
		"voided, whatever the code":            {status{"MV", "MP", "003", "Shipper created a label, UPS has not received the package yet."}, "cancelled/voided_label"},
		"an update, whatever the words":        {status{"U", "OT", "", "Your package is out for delivery by 9 P.M."}, "/"},
		"a manifest with an unknown code":      {status{"M", "Z9", "", ""}, "info_received/"},
		"only a text":                          {status{"", "", "", "Departure Scan"}, "in_transit/departed"},
		"only a detail":                        {status{"", "", "064", ""}, "exception/refused"},
		"nothing known":                        {status{"Q", "Z9", "999", "Something new"}, "unknown/unmapped_code"},
		"nothing at all":                       {status{}, "unknown/unmapped_code"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := a.meaning(c.s)
			if got := string(m.Status) + "/" + m.Sub; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWindowOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		t    deliveryTime
		want string
	}{
		"end of day":            {deliveryTime{"EOD", "", ""}, "2026-03-10..2026-03-10 day"},
		"commit time":           {deliveryTime{"CMT", "", "103000"}, "2026-03-10T00:00:00..2026-03-10T10:30:00 minute"},
		"window":                {deliveryTime{"EDW", "130000", "170000"}, "2026-03-10T13:00:00..2026-03-10T17:00:00 minute"},
		"time of the delivery":  {deliveryTime{"DEL", "", "141502"}, "2026-03-10..2026-03-10 day"},
		"window turned round":   {deliveryTime{"EDW", "170000", "130000"}, "2026-03-10T00:00:00..2026-03-10T13:00:00 minute"},
		"placeholders":          {deliveryTime{"string", "string", "string"}, "2026-03-10..2026-03-10 day"},
		"push without its type": {deliveryTime{"", "150000", "170000"}, "2026-03-10T15:00:00..2026-03-10T17:00:00 minute"},
	}
	for name, c := range cases {
		w := windowOf("20260310", c.t)
		if got := w.Earliest + ".." + w.Latest + " " + string(w.Precision); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestKindOfProblem(t *testing.T) {
	t.Parallel()
	for want, cases := range map[string][][2]string{
		carrier.NotFound:     {{"TW0001", ""}, {"151044", ""}, {"X", "No tracking information available"}},
		carrier.Unauthorized: {{"250002", ""}, {"UJ0001", ""}, {"X", "Invalid access token"}},
		carrier.RateLimited:  {{"429", ""}, {"X", "Too Many Requests"}},
		carrier.Upstream:     {{"10004", ""}, {"X", "Something broke"}},
		carrier.Invalid:      {{"TV1002", "Invalid inquiry number"}, {"VSS300", "Locale is required."}},
	} {
		for _, c := range cases {
			if got := problemKind(c[0], c[1]); got != want {
				t.Errorf("%v: got %s, want %s", c, got, want)
			}
		}
	}
}

// One scan told by a push and by a poll must fold into one.
func TestPushAndPollAreOneScan(t *testing.T) {
	t.Parallel()
	a := New()
	var facts []shipment.Fact
	for kind, body := range map[carrier.Kind]string{
		carrier.Webhook: `{"trackingNumber":"1Z879E930346834440","localActivityDate":"20260310","localActivityTime":"083011","gmtActivityDate":"20260310","gmtActivityTime":"123011",` +
			`"activityLocation":{"city":"DAYTON","stateProvince":"OH","postalCode":"45402","country":"US"},"activityStatus":{"type":"I","code":"OT","description":"Out for Delivery"}}`,
		carrier.Poll: `{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1Z879E930346834440","activity":[{"date":"20260310","time":"083011",` +
			`"location":{"address":{"city":"Dayton","stateProvince":"OH","country":"US"}},"status":{"type":"I","code":"OT","description":"Out For Delivery Today"}}]}]}]}}`,
	} {
		u, err := a.Decode(kind, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, u.Parcels[0].Facts...)
	}
	if st := shipment.Fold(facts); len(facts) != 2 || len(st.Scans) != 1 {
		t.Errorf("%d facts fold into %d scans", len(facts), len(st.Scans))
	}
}

// Budgets of one answer of twelve scans: decoding it, and folding it on top.
const (
	maxAllocs      = 160
	maxWithTheFold = 500
)

func TestAllocationsOfAnAnswer(t *testing.T) {
	a, body := New(), twelveScans()
	allocs := testing.AllocsPerRun(50, func() {
		u, err := a.Decode(carrier.Poll, body)
		if err != nil || len(u.Parcels[0].Facts) != 12 {
			t.Fatalf("%+v, %v", u, err)
		}
	})
	if allocs > maxAllocs {
		t.Errorf("%.0f allocations, at most %d", allocs, maxAllocs)
	}
	allocs = testing.AllocsPerRun(50, func() {
		u, err := a.Decode(carrier.Poll, body)
		if err != nil || len(shipment.Fold(u.Parcels[0].Facts).Scans) != 12 {
			t.Fatalf("%+v, %v", u, err)
		}
	})
	t.Logf("decoded and folded with %.0f allocations", allocs)
	if allocs > maxWithTheFold {
		t.Errorf("%.0f allocations with the fold, at most %d", allocs, maxWithTheFold)
	}
}

func BenchmarkDecode(b *testing.B) {
	a, body := New(), twelveScans()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Decode(carrier.Poll, body); err != nil {
			b.Fatal(err)
		}
	}
}

func twelveScans() []byte {
	body := `{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1Z879E930346834440","activity":[`
	for i := range 12 {
		if i > 0 {
			body += ","
		}
		hour := string([]byte{'0' + byte(i/10), '0' + byte(i%10)})
		body += `{"location":{"address":{"city":"Louisville","stateProvince":"KY","postalCode":"","country":"US"}},` +
			`"status":{"type":"I","description":"Departed from Facility","code":"DP"},"date":"20260310","time":"` + hour + `1500"}`
	}
	return []byte(body + `]}]}]}}`)
}
