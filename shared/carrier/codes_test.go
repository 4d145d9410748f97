package carrier_test

import (
	"fmt"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

const table = `field,code,text,status,sub,source
code,OR,Origin Scan,accepted,origin_scan,https://example.com
code,AR,Arrived at Facility,in_transit,arrived,https://example.com
code,AR,Arrival Scan,in_transit,arrived,https://example.com
code,UD,Updated delivery date,,,https://example.com
type,X,Exception,exception,other,https://example.com
words,to the sender,,returned,to_sender,https://example.com
words,sender,,returning,,https://example.com
`

func TestCodes(t *testing.T) {
	t.Parallel()
	c, err := carrier.ParseCodes(table)
	if err != nil {
		t.Fatal(err)
	}
	show := func(m carrier.Meaning, ok bool) string {
		if !ok {
			return "nothing"
		}
		return string(m.Status) + "/" + m.Sub
	}
	for name, c := range map[string]struct{ got, want string }{
		"a code":                         {show(c.Code("code", "OR")), "accepted/origin_scan"},
		"a code of another field":        {show(c.Code("type", "OR")), "nothing"},
		"a code that says nothing":       {show(c.Code("code", "UD")), "/"},
		"an unknown code":                {show(c.Code("code", "ZZ")), "nothing"},
		"no code":                        {show(c.Code("code", "")), "nothing"},
		"the vendor's text":              {show(c.Text("ARRIVAL SCAN.")), "in_transit/arrived"},
		"a part of the vendor's text":    {show(c.Text("Arrival")), "nothing"},
		"no text":                        {show(c.Text("")), "nothing"},
		"a phrase in the text":           {show(c.Words("It went back TO THE SENDER.")), "returned/to_sender"},
		"the first phrase wins":          {show(c.Words("sender, to the sender")), "returned/to_sender"},
		"a text without a phrase":        {show(c.Words("It moves")), "nothing"},
		"no text has no phrase":          {show(c.Words("")), "nothing"},
		"what no table knows is unknown": {show(carrier.OrUnmapped(c.Code("code", "ZZ")), true), "unknown/unmapped_code"},
		"what a table knows stands":      {show(carrier.OrUnmapped(c.Code("code", "UD")), true), "/"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", name, c.got, c.want)
		}
	}
}

func TestParseCodesRefuses(t *testing.T) {
	t.Parallel()
	const head = "field,code,text,status,sub,source\n"
	for name, c := range map[string]struct{ row, want string }{
		"an unknown status":     {"code,OR,Origin Scan,moving,,https://example.com", "row 2: no such status"},
		"an unknown sub-status": {"code,OR,Origin Scan,accepted,weather,https://example.com", `row 2: "weather" is no sub-status of "accepted"`},
		"a row without source":  {"code,OR,Origin Scan,accepted,,", "row 2: no source"},
		"a row about nothing":   {"code,,,accepted,,https://example.com", "row 2: field"},
		"too few columns":       {"code,OR", "wrong number of fields"},
		"a text with two meanings": {
			"code,A,Same words,accepted,,https://example.com\ncode,B,same words.,delivered,,https://example.com", `row 3: "same words." means "accepted" above`,
		},
	} {
		_, err := carrier.ParseCodes(head + c.row)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"UPS": "ups", "ups-mi": "ups", "UPS SurePost": "ups", "UPSDAP": "ups", "UPS® Ground": "ups", "UPS Next Day Air": "ups", "United Parcel Service": "ups",
		"USPS": "usps", "usps-webhook": "usps", "USPS Ground Advantage": "usps", "US Postal Service": "usps", "stamps_com": "usps",
		"FedEx": "fedex", "FedExSmartPost": "fedex", "FedEx Ground® Economy": "fedex",
		"DHL Express": "dhl_express", "DHL eCommerce": "dhl_ecommerce", "DHL eCommerce Asia": "dhl_ecommerce", "dhl-germany": "dhl_parcel_de", "DHL": "dhl", "DHL something new": "dhl",
		"royal-mail": "royalmail", "Canada Post": "canadapost", "DPD UK": "dpd_uk", "hermes-de": "hermes", "Evri": "evri", "4PX": "4px", "Amazon Logistics US": "amazon_shipping",
		"apc": "apc_postal", "APC Overnight": "apcovernight", "hermes_c2c_gb": "evri", "spanish-seur": "seur", "opek": "fedex", "exapaq": "dpd", "i-parcel": "ups", "sfb2c": "sfexpress",
		"J&T Express (ID)": "jt_express", "R+L Carriers": "rl_carriers", "us-post": "usps", "fedex_walleted": "fedex", "postnl-3s": "postnl",
		"Correos": "correos", "Correos Costa Rica": "", "La Poste De Benin": "", "aupost-china": "", "SMART Post Global": "",
		"Österreichische Post": "austrianpost", "Colis Privé": "colisprive", "Lietuvos Paštas": "lithuaniapost", "upsready": "ups", "upsonline": "ups", "Portal PostNord": "postnord",
		"Bob's bicycle": "", "": "", "☠": "", "Upside Couriers": "", strings.Repeat("u p s ", 10_000): "ups",
	} {
		if got := carrier.Code(name); got != want {
			t.Errorf("%.40q: got %q, want %q", name, got, want)
		}
	}
}

func TestCredentialsNeverPrint(t *testing.T) {
	t.Parallel()
	c := carrier.Credentials{"client_secret": "hunter2"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb, c); strings.Contains(text, "hunter2") {
			t.Errorf("%s prints %q", verb, text)
		}
	}
}

func FuzzParseCodes(f *testing.F) {
	f.Add(table)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := carrier.ParseCodes(text)
		if err != nil {
			return
		}
		if m, ok := c.Words("anything"); ok && m.Status != "" && !m.Status.Valid() {
			t.Fatalf("status %q", shipment.Status(m.Status))
		}
	})
}

// What phrases said once they say again, also after so many other texts that they were forgotten.
func TestWordsAreRemembered(t *testing.T) {
	t.Parallel()
	c, err := carrier.ParseCodes(table)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		for i := range 3000 {
			text := fmt.Sprintf("Returned to the sender %d", i)
			if m, ok := c.Words(text); !ok || m.Sub != "to_sender" {
				t.Fatalf("round %d: %q is %+v, %t", round, text, m, ok)
			}
			if m, ok := c.Words(fmt.Sprintf("Moved %d", i)); ok {
				t.Fatalf("round %d: a text without a phrase is %+v", round, m)
			}
		}
	}
}
