package detect_test

import (
	"strings"
	"testing"

	"doorstep/shared/carrier/detect"
)

func names(number string) string {
	var out []string
	for _, c := range detect.Number(number) {
		out = append(out, c.Carrier+"/"+c.Format)
	}
	return strings.Join(out, " ")
}

// The numbers are the examples of the formats' documentation and of tracking_number_data, and their neighbours.
func TestNumber(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"1Z879E930346834440":                 "ups/1z",
		"1z 879 e93 03 4683 444 0":           "ups/1z",
		"1ZXX3150YW44070023":                 "ups/1z",
		"1Z879E930346834441":                 "",
		"2Z5R89390357567127":                 "",
		"K 150 623 562 0":                    "ups/waybill",
		"J4603636537":                        "ups/waybill",
		"K1506235622":                        "",
		"9400111206206406260787":             "usps/impb",
		"420787459400111206206406260787":     "usps/impb_zip",
		"4201028200009261290113185417468510": "usps/impb_zip fedex/express_34", // its check digit holds by chance
		"9505 5110 6960 5048 6006 24":        "usps/impb",
		"92001903060085300042901077":         "usps/impb",
		"9434611206206407667131":             "",
		"9200000000000000000000":             "",
		"420 22153 9101026837331000039521":   "usps/confirmation_zip",
		"9101 1234 5678 9000 0000 13":        "usps/confirmation",
		"7196 9010 7560 0307 7386":           "",
		"9101123456789000000013":             "usps/confirmation",
		"0307 1790 0005 2348 3741":           "usps/confirmation_short",
		"0307 1790 0005 2348 3742":           "",
		"RB123456785US":                      "usps/s10",
		"RB123456785GB":                      "royalmail/s10",
		"RB123456785CV":                      "/s10",
		"RB123456786US":                      "",
		"RB123456785XX":                      "",
		"9611020987654312345672":             "fedex/ground_96",
		"9622001900000000000000776632517510": "fedex/ground_gsn",
		"33810799560000004380417923803212":   "fedex/astra_32",
		"1195583874210007521100871140316936": "fedex/express_34",
		"986578788855":                       "fedex/express_12",
		"996578788855":                       "",
		"320595463938":                       "purolator/12",
		"000000000000":                       "",
		"041441760228964":                    "fedex/ground_15",
		"0998 0000 0200 33F":                 "dpd/14",
		"0998 0000 0200 33D":                 "",
		"000123450000000027":                 "fedex/sscc",
		"7035114477138472":                   "canadapost/16",
		"8487135506":                         "dhl_express/waybill",
		"JVGL0999999990":                     "dhl_express/piece",
		"JD0002254405060992":                 "yodel/jd",
		"60120172242323":                     "dhl_ecommerce/14",
		"GM9E44608A27984866BA2D":             "dhl_ecommerce/gm",
		"GMABCDEFGHIJK":                      "",
		"77767553207":                        "old_dominion/pro",
		"C11121552829468":                    "ontrac/c",
		"C11031500001879":                    "ontrac/c",
		"C10000000000000":                    "",
		"D10011342332145":                    "ontrac/d",
		"1LS7119013618127-1":                 "lasership/1ls7",
		"LTN74207623N1":                      "landmark/ltn",
		"A1234567890":                        "amazon_shipping/international",
		"A1234567895":                        "ups/waybill amazon_shipping/international",
		"LX123456785US":                      "usps/s10 dhl_ecommerce/gm",
		"00340434161094042557":               "dhl_parcel_de/sscc usps/20",
		"340434161094042557":                 "dhl_parcel_de/sscc",
		"":                                   "",
		"#☠1☢":                               "",
		strings.Repeat("9", 10_000):          "",
	}
	for number, want := range cases {
		t.Run(number[:min(len(number), 40)], func(t *testing.T) {
			t.Parallel()
			if got := names(number); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestReasonSaysWhatAPersonCanCheck(t *testing.T) {
	t.Parallel()
	c := detect.Number("RB123456785CV")
	if len(c) != 1 || c[0].Reason != "UPU standard S10, issued by Correios de Cabo Verde (CV); check digit 5 holds" {
		t.Errorf("got %+v", c)
	}
}

// A single wrong digit must never survive the check digit of the modulus-11 format, and any wrong digit at all must not crash.
func FuzzNumber(f *testing.F) {
	for _, n := range []string{"1Z879E930346834440", "RB123456785US", "420787459400111206206406260787"} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, number string) {
		for _, c := range detect.Number(number) {
			if c.Format == "" || c.Reason == "" {
				t.Fatalf("%q: %+v", number, c)
			}
		}
	})
}
