package mail

import (
	"strings"
	"testing"
)

func TestSegments(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body, alphabet string
		segments       int
	}{
		"nothing":                      {"", GSM, 1},
		"160 letters":                  {strings.Repeat("a", 160), GSM, 1},
		"161 letters":                  {strings.Repeat("a", 161), GSM, 2},
		"306 letters":                  {strings.Repeat("a", 306), GSM, 2},
		"307 letters":                  {strings.Repeat("a", 307), GSM, 3},
		"80 euros":                     {strings.Repeat("€", 80), GSM, 1},
		"81 euros":                     {strings.Repeat("€", 81), GSM, 2},
		"no escape is cut off":         {strings.Repeat("€", 153), GSM, 3}, // 306 septets, but 76 fit in a segment of 153
		"umlauts":                      {strings.Repeat("ä", 160), GSM, 1},
		"a curly quote":                {strings.Repeat("a", 69) + "’", UCS2, 1},
		"71 with a curly quote":        {strings.Repeat("a", 70) + "’", UCS2, 2},
		"134 in Arabic":                {strings.Repeat("ش", 134), UCS2, 2},
		"135 in Arabic":                {strings.Repeat("ش", 135), UCS2, 3},
		"35 emoji":                     {strings.Repeat("📦", 35), UCS2, 1},
		"36 emoji":                     {strings.Repeat("📦", 36), UCS2, 2},
		"no emoji is cut in two":       {strings.Repeat("📦", 67), UCS2, 3}, // 134 units, but 33 fit in a segment of 67
		"every letter of the alphabet": {gsmBasic, GSM, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := newSMS(c.body); got.Segments != c.segments || got.Alphabet != c.alphabet {
				t.Errorf("got %d segments of %s, want %d of %s", got.Segments, got.Alphabet, c.segments, c.alphabet)
			}
		})
	}
}

// The alphabet has 128 places; two of them are an escape and, here, stand for nothing else.
func TestTheAlphabetIsWhole(t *testing.T) {
	t.Parallel()
	if n := len([]rune(gsmBasic)); n != 127 {
		t.Errorf("the default alphabet has %d characters, want 127 and the escape", n)
	}
	if n := len([]rune(gsmMore)); n != 9 {
		t.Errorf("the extension has %d characters, want 9", n)
	}
	seen := map[rune]bool{}
	for _, r := range gsmBasic + gsmMore {
		if seen[r] {
			t.Errorf("%q is there twice", r)
		}
		seen[r] = true
	}
	for _, list := range standIns {
		stand, _ := standIn([]rune(list)[len([]rune(list))-1])
		if _, ok := septets(stand); !ok || stand == "" {
			t.Errorf("%q stands in with what the alphabet lacks: %q", list, stand)
		}
		for _, r := range strings.TrimPrefix(list, stand) {
			if seen[r] {
				t.Errorf("%q needs no stand-in", r)
			}
		}
	}
}

func TestPlainGSM(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in, want string
		ok       bool
	}{
		"as it is":        {"Grüße aus Åre", "Grüße aus Åre", true},
		"quotes":          {"‘a’ “b” „c“ «d»", "'a' \"b\" \"c\" \"d\"", true},
		"dashes and dots": {"a – b… c·d", "a - b... c.d", true},
		"Polish":          {"Paczka dotrze później, żółw", "Paczka dotrze pozniej, zolw", true},
		"French":          {"Colis prêt à retirer à Nîmes", "Colis pret à retirer à Nimes", true},
		"Portuguese":      {"Não encontrámos", "Nao encontramos", true},
		"Japanese":        {"配達", "", false},
		"Arabic":          {"شكرا", "", false},
		"an emoji":        {"📦", "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, ok := plainGSM(c.in); got != c.want || ok != c.ok {
				t.Errorf("plainGSM(%q) = %q, %v; want %q, %v", c.in, got, ok, c.want, c.ok)
			}
		})
	}
}
