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
		"4201028200009261290113185417468510": "usps/impb_zip",
		"9505 5110 6960 5048 6006 24":        "usps/impb",
		"92001903060085300042901077":         "usps/impb",
		"9434611206206407667131":             "",
		"9200000000000000000000":             "",
		"420 22153 9101026837331000039521":   "usps/confirmation_zip",
		"9101 1234 5678 9000 0000 13":        "usps/confirmation",
		"7196 9010 7560 0307 7386":           "",
		"0307 1790 0005 2348 3741":           "usps/confirmation_short",
		"0307 1790 0005 2348 3742":           "",
		"RB123456785US":                      "usps/s10",
		"RB123456785GB":                      "royalmail/s10",
		"RB123456785CV":                      "/s10",
		"RB123456786US":                      "",
		"RB123456785XX":                      "",
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
