package mail

import "testing"

func TestUnlinked(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want string }{
		"a domain":                  {"visit evil.example now", "visit evil. example now"},
		"an address":                {"http://evil.example/x?y=1", "http: //evil. example/x?y=1"},
		"an address without a name": {"ftp://10.0.0.1/x", "ftp: //10.0.0.1/x"},
		"www":                       {"www.evil.example", "www. evil. example"},
		"an e-mail address":         {"mail me@evil.example", "mail me@evil. example"},
		"other scripts":             {"пример.рф", "пример. рф"},
		"a dot of another script":   {"evil。example", "evil。 example"},
		"a dot that looks like one": {"evil․example", "evil․ example"},
		"an invisible letter":       {"evil.\u200bexample", "evil. \u200bexample"},
		"an isolate":                {"evil.\u2068example", "evil. \u2068example"},
		"a sentence":                {"Left at door. Thank you.", "Left at door. Thank you."},
		"a number":                  {"2.50 kg, v1.2", "2.50 kg, v1.2"},
		"a city":                    {"ST.LOUIS", "ST. LOUIS"},
		"Japanese":                  {"配達中です。お待ちください。", "配達中です。お待ちください。"},
		"a time":                    {"10:30", "10:30"},
		"no dot":                    {"Linen tea towel", "Linen tea towel"},
		"broken UTF-8":              {"a\xff.b", "a. b"},
		"nothing":                   {"", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := unlinked(c.in); got != c.want {
				t.Errorf("unlinked(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}
