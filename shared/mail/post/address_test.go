package post

import (
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/seal"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"plain", "robin@example.com", "robin@example.com"},
		{"spaces around", " robin@example.com\n", "robin@example.com"},
		{"subaddress", "robin+orders@example.com", "robin+orders@example.com"},
		{"capitals stay", "Robin@Example.com", "Robin@example.com"},
		{"a domain in German", "robin@bücher.example", "robin@xn--bcher-kva.example"},
		{"a name in German", "jürgen@example.com", ""},
		{"nothing", "", ""},
		{"no domain", "robin@", ""},
		{"no name", "@example.com", ""},
		{"no dot", "robin@localhost", ""},
		{"two", "robin@example.com,eve@example.com", ""},
		{"two, the other way", "robin@example.com;eve@example.com", ""},
		{"with a name", "Robin <robin@example.com>", ""},
		{"in brackets", "<robin@example.com>", ""},
		{"another header", "robin@example.com\r\nBcc: eve@example.com", ""},
		{"another header in the domain", "robin@example.com\r\nBcc:eve.example", ""},
		{"a line break before the @", "robin\n@example.com", ""},
		{"zero byte", "robin\x00@example.com", ""},
		{"a comment", "robin(eve@example.com)@example.com", ""},
		{"a space", "robin smith@example.com", ""},
		{"too long a name", strings.Repeat("r", 65) + "@example.com", ""},
		{"too long", "r@" + strings.Repeat("example.", 40) + "com", ""},
		{"an address literal", "robin@[127.0.0.1]", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Address(seal.Hide(c.in))
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("gives %q, %v; want %q", got, err, c.want)
			}
			if err != nil && (fault.KindOf(err) != fault.Invalid || strings.Contains(err.Error(), "robin") || strings.Contains(err.Error(), "example")) {
				t.Errorf("the error %q of kind %s", err, fault.KindOf(err))
			}
		})
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	const sender = "parcels@aster.example"
	for _, c := range []struct{ name, in, want string }{
		{"no name", "", "parcels@aster.example"},
		{"plain", "Aster", `"Aster" <parcels@aster.example>`},
		{"an ampersand", "Aster & Pine", `"Aster & Pine" <parcels@aster.example>`},
		{"quotes and an address", `Aster" <eve@example.com>, "`, `"Aster\" <eve@example.com>, \"" <parcels@aster.example>`},
		{"another alphabet", "アスター", "=?utf-8?q?=E3=82=A2=E3=82=B9=E3=82=BF=E3=83=BC?= <parcels@aster.example>"},
		{"something that looks encoded", "=?utf-8?q?eve?=", `"=?utf-8?q?eve?=" <parcels@aster.example>`},
		{"another header", "Aster\r\nBcc: eve@example.com", ""},
		{"a line break", "Aster\nPine", ""},
		{"a carriage return", "Aster\rPine", ""},
		{"a next line", "Aster\u0085Pine", ""},
		{"zero byte", "Aster\x00", ""},
		{"no UTF-8", "Aster\xff", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := from(c.in, sender)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("gives %q, %v; want %q", got, err, c.want)
			}
		})
	}
	if _, err := from("Aster", "parcels@aster.example\r\nBcc: eve@example.com"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a sender of two lines gives %v", err)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	always := []pair{{"Auto-Submitted", "auto-generated"}}
	if got, err := headers(""); err != nil || len(got) != 1 || got[0] != always[0] {
		t.Errorf("without an address: %v, %v", got, err)
	}
	for _, c := range []struct {
		name, in string
		good     bool
	}{
		{"https", "https://track.aster.example/u/abc", true},
		{"this machine", "http://127.0.0.1:8080/u/abc", true},
		{"http", "http://track.aster.example/u/abc", false},
		{"mailto", "mailto:stop@aster.example", false},
		{"no scheme", "//track.aster.example/u/abc", false},
		{"another address", "https://track.aster.example/u/abc>, <https://eve.example/", false},
		{"another header", "https://track.aster.example/u/abc\r\nBcc: eve@example.com", false},
		{"a password", "https://a:b@track.aster.example/u/abc", false},
		{"a name that looks like this machine", "http://127.0.0.1.eve.example/u/abc", false},
		{"a space", "https://track.aster.example/u/a b", false},
		{"too long", "https://track.aster.example/u/" + strings.Repeat("a", 1000), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := headers(c.in)
			if !c.good {
				if fault.KindOf(err) != fault.Invalid || err == nil || got != nil {
					t.Errorf("gives %v, %v", got, err)
				}
				return
			}
			want := append(always[:1:1], pair{"List-Unsubscribe", "<" + c.in + ">"}, pair{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"})
			if err != nil || len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
				t.Errorf("gives %v, %v; want %v", got, err, want)
			}
		})
	}
}
