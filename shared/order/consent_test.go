package order_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"doorstep/shared/order"
)

// shown writes a consent for comparison: "email yes, sms no @ 2026-11-20T10:00:00Z by checkout (2 words)".
func shown(c order.Consent) string {
	var parts []string
	for _, a := range []struct {
		name  string
		value *bool
	}{{"email", c.Email}, {"sms", c.SMS}, {"extra", c.Extra}} {
		if a.value != nil {
			parts = append(parts, fmt.Sprintf("%s %s", a.name, map[bool]string{true: "yes", false: "no"}[*a.value]))
		}
	}
	out := strings.Join(parts, ", ")
	if c.At != "" {
		out += " @ " + c.At
	}
	if c.How != "" {
		out += " by " + c.How
	}
	if len(c.Log) > 0 {
		out += fmt.Sprintf(" (%d words)", len(c.Log))
	}
	return out
}

const anItem = `"items":[{"id":"a","quantity":1}]`

func TestConsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bodies []string
		want   string
	}{
		"nothing told": {[]string{`{` + anItem + `}`}, ""},
		"told at a time": {
			[]string{`{"consent":{"email":true,"sms":false,"at":"2026-11-20T10:00:00Z","how":"checkout"}}`}, "email yes, sms no @ 2026-11-20T10:00:00Z by checkout",
		},
		"dated by the body":      {[]string{`{"updated_at":"2026-11-20T10:00:00Z","consent":{"sms":true}}`}, "sms yes @ 2026-11-20T10:00:00Z"},
		"dated by nobody":        {[]string{`{"consent":{"sms":true}}`}, "sms yes @ " + now.UTC().Format(time.RFC3339)},
		"again and again":        {[]string{`{"consent":{"sms":true}}`, `{"consent":{"sms":true}}`}, "sms yes @ " + now.UTC().Format(time.RFC3339)},
		"nothing by omission":    {[]string{`{"consent":{"email":false,"at":"2026-11-20T10:00:00Z"}}`, `{"channel":"web","consent":{}}`}, "email no @ 2026-11-20T10:00:00Z"},
		"an answer stays beside": {[]string{`{"consent":{"email":false,"at":"2026-11-20T10:00:00Z"}}`, `{"consent":{"sms":true,"at":"2026-11-20T11:00:00Z"}}`}, "email no, sms yes @ 2026-11-20T11:00:00Z (2 words)"},
		"the other way round":    {[]string{`{"consent":{"sms":true,"at":"2026-11-20T11:00:00Z"}}`, `{"consent":{"email":false,"at":"2026-11-20T10:00:00Z"}}`}, "email no, sms yes @ 2026-11-20T11:00:00Z (2 words)"},
		"an older yes undoes no refusal": {
			[]string{`{"consent":{"email":false,"at":"2026-11-20T10:00:00Z"}}`, `{"consent":{"email":true,"at":"2026-11-20T09:59:59Z"}}`}, "email no @ 2026-11-20T10:00:00Z (2 words)",
		},
		"a newer yes does": {
			[]string{`{"consent":{"email":false,"at":"2026-11-20T10:00:00Z"}}`, `{"consent":{"email":true,"at":"2026-11-20T11:00:00+01:00"}}`, `{"consent":{"email":true,"at":"2026-11-20T10:00:01Z"}}`},
			"email yes @ 2026-11-20T10:00:01Z (3 words)",
		},
		"at one time the refusal holds":         {[]string{`{"consent":{"email":false,"at":"2026-11-20T10:00:00Z"}}`, `{"consent":{"email":true,"at":"2026-11-20T11:00:00+01:00"}}`}, "email no @ 2026-11-20T10:00:00Z (2 words)"},
		"a refusal during a day that a body is": {[]string{`{"consent":{"email":false,"at":"2026-11-20T10:00:00Z"}}`, `{"updated_at":"2026-11-20","consent":{"email":true}}`}, "email no @ 2026-11-20T10:00:00Z (2 words)"},
		"a body that says it every day": {
			[]string{`{"updated_at":"2026-11-18","consent":{"email":true}}`, `{"updated_at":"2026-11-19","consent":{"email":true}}`, `{"updated_at":"2026-11-20","consent":{"email":true}}`}, "email yes @ 2026-11-20",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := shown(apply(t, c.bodies...).Consent); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// An older body counts for its consents and for nothing else.
func TestConsentsOfAnOlderBody(t *testing.T) {
	t.Parallel()
	known := apply(t, `{"updated_at":"2026-11-20T12:00:00Z","channel":"web",`+anItem+`,"watchers":[{"id":"ben","email":"ben@example.com","consent":{"email":true}}]}`)
	late := parse(t, `{"updated_at":"2026-11-20T11:00:00Z","channel":"app","consent":{"email":false},
		"watchers":[{"id":"ben","locale":"fr","consent":{"email":false,"at":"2026-11-20T13:00:00Z"}},{"id":"eve","email":"eve@example.com","consent":{"email":true}},{"id":"ben2","removed":true}]}`)
	if !late.Older(known) || !late.SaysConsent() {
		t.Fatal("the body passes for a new one")
	}
	next := late.Consents(known).Apply(known, 2, now)
	if got := shown(next.Consent); got != "email no @ 2026-11-20T11:00:00Z" {
		t.Errorf("consent %s", got)
	}
	if got := shown(next.Watchers[0].Consent); len(next.Watchers) != 1 || got != "email no @ 2026-11-20T13:00:00Z (2 words)" {
		t.Errorf("%d watchers, the first one %s", len(next.Watchers), got)
	}
	next.Consent, next.Watchers = known.Consent, known.Watchers
	if diff := cmp.Diff(known, next, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the older body changes more:\n%s", diff)
	}
}

// Whatever order bodies come in and however often, each answer is the one that was given last; at one time the refusal.
func TestConsentIsTheNewest(t *testing.T) {
	t.Parallel()
	at := func(minute int) string { return now.Add(time.Duration(minute) * time.Minute).Format(time.RFC3339) }
	answers := rapid.SampledFrom([]string{"", "", "true", "false"})
	rapid.Check(t, func(t *rapid.T) {
		var bodies []order.Change
		newest := map[string]int{}
		want := map[string]bool{}
		for i := range rapid.IntRange(1, 12).Draw(t, "bodies") {
			minute, sent := rapid.IntRange(0, 20).Draw(t, "minute"), rapid.IntRange(0, 20).Draw(t, "sent")
			dated := rapid.Bool().Draw(t, "dated by the body")
			var fields []string
			for _, name := range []string{"email", "sms", "extra"} {
				a := answers.Draw(t, name)
				if a == "" {
					continue
				}
				fields = append(fields, fmt.Sprintf("%q:%s", name, a))
				said := minute
				if dated {
					said = sent
				}
				if before, told := newest[name]; !told || said > before || said == before && a == "false" {
					newest[name], want[name] = said, a == "true"
				}
			}
			if !dated && len(fields) > 0 {
				fields = append(fields, fmt.Sprintf(`"at":%q,"how":"way-%d"`, at(minute), i%3))
			}
			c, err := order.Parse([]byte(fmt.Sprintf(`{"updated_at":%q,%s,"consent":{%s}}`, at(sent), anItem, strings.Join(fields, ","))))
			if err != nil {
				t.Fatal(err)
			}
			bodies = append(bodies, c)
		}
		deliveries := append(rapid.Permutation(bodies).Draw(t, "order"), rapid.SliceOfN(rapid.SampledFrom(bodies), 0, 6).Draw(t, "again")...)
		o := aster()
		for i, c := range deliveries {
			if c.Older(o) {
				c = c.Consents(o)
			}
			o = c.Apply(o, int64(i+1), now)
		}
		for name, got := range map[string]*bool{"email": o.Consent.Email, "sms": o.Consent.SMS, "extra": o.Consent.Extra} {
			wanted, told := want[name]
			if told != (got != nil) || told && *got != wanted {
				t.Fatalf("%s is %v after all bodies, want %v (told: %v)", name, got, wanted, told)
			}
		}
		if len(o.Consent.Log) > 9 {
			t.Fatalf("the log holds %d words", len(o.Consent.Log))
		}
	})
}

// The order with a consent and two watchers stays small: it is read with every message and written with every change.
func TestConsentIsSmall(t *testing.T) {
	t.Parallel()
	with := apply(t, `{`+anItem+`,"consent":{"email":true,"sms":true,"at":"2026-11-20T10:00:00+01:00","how":"checkout"},"watchers":[
		{"id":"gift","email":"a@example.com","gift":true,"consent":{"email":true,"at":"2026-11-20T10:00:00+01:00","how":"checkout"}},{"id":"office","email":"b@example.com","locale":"de"}]}`)
	without := with
	without.Consent, without.Watchers = order.Consent{}, nil
	large, err := order.Encode(with)
	if err != nil {
		t.Fatal(err)
	}
	small, err := order.Encode(without)
	if err != nil {
		t.Fatal(err)
	}
	if grew := len(large) - len(small); grew > 160 {
		t.Errorf("they take %d bytes", grew)
	}
	if strings.Contains(fmt.Sprintf("%+v", with), "example.com") {
		t.Error("the order holds an address")
	}
}
