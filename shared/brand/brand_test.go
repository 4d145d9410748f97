package brand_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
)

func aster() brand.Record {
	return brand.Record{
		Version: 1, Name: "Aster & Co", Site: "https://aster.example", Accent: "#1a7f5a", Logo: "data:image/png;base64,iVBORw0KGgo=",
		LogoURL: "https://cdn.aster.example/logo.png",
		Support: brand.Support{URL: "https://aster.example/help", Email: "help@aster.example", Phone: "+1 (555) 010-0199", Hours: "Mon to Fri"},
		Locales: []string{"en"}, Policies: brand.Policies{Returns: "https://aster.example/returns"},
	}
}

func TestRecordRoundTrip(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]brand.Record{"full": aster(), "default": brand.Default("aster")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := brand.Encode(want)
			if err != nil {
				t.Fatal(err)
			}
			got, err := brand.Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("record differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckNamesBadFields(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*brand.Record)
		want   string
	}{
		"name":            {func(r *brand.Record) { r.Name = " " }, "name"},
		"accent":          {func(r *brand.Record) { r.Accent = "red;}" }, "accent"},
		"accent in short": {func(r *brand.Record) { r.Accent = "#fff" }, "accent"},
		"logo elsewhere":  {func(r *brand.Record) { r.Logo = "https://cdn.example/l.png" }, "logo"},
		"logo is a page":  {func(r *brand.Record) { r.Logo = "data:text/html;base64,AAAA" }, "logo"},
		"logo breaks out": {func(r *brand.Record) { r.Logo = `data:image/png;base64,AA"onerror=` }, "logo"},
		"logo too large":  {func(r *brand.Record) { r.Logo = "data:image/png;base64," + strings.Repeat("A", 6<<10) }, "logo"},
		"site":            {func(r *brand.Record) { r.Site = "javascript:alert(1)" }, "site"},
		"support address": {func(r *brand.Record) { r.Support.URL = "http://x" }, "support.url"},
		"support e-mail":  {func(r *brand.Record) { r.Support.Email = "a@b?subject=x" }, "support.email"},
		"support phone":   {func(r *brand.Record) { r.Support.Phone = "call me" }, "support.phone"},
		"policy":          {func(r *brand.Record) { r.Policies.Privacy = "/privacy" }, "policies.privacy"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := aster()
			c.change(&r)
			_, err := brand.Encode(r)
			if fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(err.Error(), "brand record: "+c.want+" must") {
				t.Errorf("Encode gives %v", err)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in   string
		want fault.Kind
	}{
		"no JSON":              {"{", fault.Malformed},
		"of a newer program":   {`{"version":2,"name":"A"}`, fault.Malformed},
		"a record with a flaw": {`{"version":1}`, fault.Invalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := brand.Decode([]byte(c.in)); fault.KindOf(err) != c.want || err == nil {
				t.Errorf("Decode gives %v, want kind %v", err, c.want)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	hashes := []string{brand.KeyHash("one"), brand.KeyHash("two")}
	for key, want := range map[string]bool{"one": true, "two": true, "three": false, "": false, hashes[0]: false} {
		if got := brand.Matches(key, hashes); got != want {
			t.Errorf("Matches(%q) = %v, want %v", key, got, want)
		}
	}
	if brand.Matches("", nil) || brand.Matches("", []string{""}) {
		t.Error("an empty key matches")
	}
}

func TestReadable(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ accent, background, want string }{
		"dark enough stays":            {"#1a6b4d", "#ffffff", "#1a6b4d"},
		"too light on white":           {"#ffd400", "#ffffff", "#8c7500"},
		"too dark on black":            {"#1a2b6b", "#101418", ""},
		"missing takes the fallback":   {"", "#ffffff", "#3355bb"},
		"nonsense takes the fallback":  {"red;}", "#ffffff", "#3355bb"},
		"black on black becomes light": {"#000000", "#000000", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := brand.Readable(c.accent, c.background, "#3355bb")
			if c.want != "" && got != c.want {
				t.Errorf("Readable = %s, want %s", got, c.want)
			}
			if again := brand.Readable(got, c.background, "#3355bb"); again != got {
				t.Errorf("%s is not readable yet: it becomes %s", got, again)
			}
		})
	}
}
