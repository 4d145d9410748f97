package order_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
)

// people are the watchers of some bodies, and where they are reached.
func people(t testing.TB, bodies ...string) (order.Order, []order.Contact) {
	t.Helper()
	o, contacts := aster(), []order.Contact(nil)
	for i, body := range bodies {
		c := parse(t, body)
		if err := c.Check(o); err != nil {
			t.Fatalf("body %d: %v", i, err)
		}
		o, contacts = c.Apply(o, int64(i+1), now), c.Contacts(contacts)
	}
	return o, contacts
}

func TestWatchers(t *testing.T) {
	t.Parallel()
	ben := `{"watchers":[{"id":"ben","name":"Ben","email":"ben@example.com","phone":"+43 1 234567","locale":"de","gift":true,"consent":{"email":true,"at":"2026-11-20T10:00:00Z"}}]}`
	for name, c := range map[string]struct {
		bodies []string
		want   []string
	}{
		"told": {[]string{ben}, []string{"ben gift de [email yes @ 2026-11-20T10:00:00Z] Ben ben@example.com +43 1 234567"}},
		"told again, replaces what is told": {
			[]string{ben, `{"watchers":[{"id":"ben","email":"b2@example.com","gift":false,"consent":{"sms":true,"at":"2026-11-20T11:00:00Z"}}]}`},
			[]string{"ben de [email yes, sms yes @ 2026-11-20T11:00:00Z (2 words)] Ben b2@example.com +43 1 234567"},
		},
		"nothing by omission": {[]string{ben, `{"channel":"web"}`, `{"watchers":[]}`, `{"watchers":null}`}, []string{"ben gift de [email yes @ 2026-11-20T10:00:00Z] Ben ben@example.com +43 1 234567"}},
		"two": {[]string{ben, `{"watchers":[{"id":"office","phone":"0664 1234567"}]}`}, []string{
			"ben gift de [email yes @ 2026-11-20T10:00:00Z] Ben ben@example.com +43 1 234567", "office [] 0664 1234567",
		}},
		"removed":                 {[]string{ben, `{"watchers":[{"id":"ben","removed":true}]}`}, nil},
		"removed though unknown":  {[]string{ben, `{"watchers":[{"id":"nobody","removed":true}]}`}, []string{"ben gift de [email yes @ 2026-11-20T10:00:00Z] Ben ben@example.com +43 1 234567"}},
		"removed and told anew":   {[]string{ben, `{"watchers":[{"id":"ben","removed":true}]}`, `{"watchers":[{"id":"ben","email":"b3@example.com"}]}`}, []string{"ben [] b3@example.com"}},
		"a refusal is not undone": {[]string{ben, `{"watchers":[{"id":"ben","consent":{"email":false,"at":"2026-11-20T11:00:00Z"}}]}`, ben}, []string{"ben gift de [email no @ 2026-11-20T11:00:00Z (2 words)] Ben ben@example.com +43 1 234567"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, contacts := people(t, c.bodies...)
			var got []string
			for i, w := range o.Watchers {
				k := contacts[i]
				if k.ID != w.ID || k.Locale != w.Locale {
					t.Errorf("contact %s %s beside watcher %s %s", k.ID, k.Locale, w.ID, w.Locale)
				}
				gift := ""
				if w.Gift {
					gift = "gift"
				}
				line := strings.Join([]string{w.ID, gift, w.Locale, "[" + shown(w.Consent) + "]", k.Name.Open(), k.Email.Open(), k.Phone.Open()}, " ")
				got = append(got, strings.Join(strings.Fields(line), " "))
			}
			if diff := cmp.Diff(c.want, got); diff != "" || len(contacts) != len(o.Watchers) {
				t.Errorf("%d contacts, watchers differ (-want +got):\n%s", len(contacts), diff)
			}
			if strings.Contains(fmt.Sprintf("%+v %+v", o, contacts), "example.com") {
				t.Error("an address prints")
			}
		})
	}
}

func TestCheckOfConsentAndWatchers(t *testing.T) {
	t.Parallel()
	watcher := func(fields string) string {
		return `{"watchers":[{"id":"ben","email":"ben@example.com",` + fields + `}]}`
	}
	full := make([]string, 10)
	for i := range full {
		full[i] = fmt.Sprintf(`{"id":"w%d","email":"a@example.com"}`, i)
	}
	known, _ := people(t, `{"watchers":[`+strings.Join(full, ",")+`]}`)
	long := strings.Repeat("x", 10_000)
	const badMail = "must be one e-mail address like ada@example.com, at most 254 characters, an international domain in its xn-- form"
	const badPhone = "must be a phone number like +43 1 234567: 6 to 15 digits, with spaces, brackets, dashes and dots"
	const badName = "must not hold line breaks or marks that turn the direction of writing"
	mail := func(s string) string { return `{"watchers":[{"id":"ben","email":"` + s + `"}]}` }
	for name, c := range map[string]struct{ body, want string }{
		"a consent of a text":                {`{"consent":{"email":"yes"}}`, "consent.email must be true or false"},
		"a consent of a list":                {`{"consent":[true]}`, "consent must be an object"},
		"a consent of nothing":               {`{"consent":{"at":"2026-11-20T10:00:00Z"}}`, "consent must say email, sms or extra beside at and how"},
		"a consent on a day":                 {`{"consent":{"sms":true,"at":"2026-11-20"}}`, "consent.at must be a time with offset like 2026-11-30T14:05:00+01:00"},
		"a consent in a sentence":            {`{"consent":{"sms":true,"how":"Ben told me"}}`, "consent.how must hold small letters, digits, - and _ only"},
		"a watcher's consent":                {watcher(`"consent":{"sms":1}`), "watchers[0].consent.sms must be true or false"},
		"no id":                              {`{"watchers":[{"email":"ben@example.com"}]}`, "watchers[0].id is required"},
		"the shopper":                        {`{"watchers":[{"id":"owner","email":"ben@example.com"}]}`, "watchers[0].id is the name of somebody whom every order has: owner and team are taken"},
		"the team":                           {`{"watchers":[{"id":"team","email":"ben@example.com"}]}`, "watchers[0].id is the name of somebody whom every order has: owner and team are taken"},
		"an address for an id":               {`{"watchers":[{"id":"ben@example.com","email":"ben@example.com"}]}`, "watchers[0].id must be at most 32 small letters, digits and dashes, the first one a letter"},
		"a phone for an id":                  {`{"watchers":[{"id":"43664123456","email":"ben@example.com"}]}`, "watchers[0].id must be at most 32 small letters, digits and dashes, the first one a letter"},
		"a long id":                          {`{"watchers":[{"id":"` + long + `","email":"ben@example.com"}]}`, "watchers[0].id must be at most 32 small letters, digits and dashes, the first one a letter"},
		"one id twice":                       {`{"watchers":[{"id":"ben","email":"ben@example.com"},{"id":"ben","removed":true}]}`, "watchers[1].id is the same as watchers[0].id"},
		"nowhere to be reached":              {`{"watchers":[{"id":"ben","name":"Ben"}]}`, "watchers[0].email or phone: a new watcher needs at least one of them"},
		"removed with a new address":         {watcher(`"removed":true`), "watchers[0].removed must stand alone beside id"},
		"eleven":                             {`{"watchers":[` + strings.Join(append(full, full[0]), ",") + `]}`, "watchers must hold at most 10 entries"},
		"gift":                               {watcher(`"gift":"yes"`), "watchers[0].gift must be true or false"},
		"a locale":                           {watcher(`"locale":"German"`), "watchers[0].locale must be a language tag (BCP 47) like de-AT"},
		"a name with a line":                 {watcher(`"name":"Ben\r\nBcc: eve@example.com"`), "watchers[0].name must not hold line breaks or control characters"},
		"a name that turns":                  {watcher(`"name":"Ben \u202etxt.exe"`), "watchers[0].name " + badName},
		"a name that is isolated":            {watcher(`"name":"Ben \u2067x"`), "watchers[0].name " + badName},
		"a name with a line of its own kind": {watcher(`"name":"Ben\u2028x"`), "watchers[0].name " + badName},
		"a long name":                        {watcher(`"name":"` + long + `"`), "watchers[0].name must have at most 128 characters"},
		"no e-mail":                          {mail("ben"), "watchers[0].email " + badMail},
		"two e-mails":                        {mail("ben@example.com,eve@example.com"), "watchers[0].email " + badMail},
		"an e-mail with a name":              {mail("Ben <ben@example.com>"), "watchers[0].email " + badMail},
		"an e-mail with a header":            {mail(`ben@example.com\r\nBcc: eve@example.com`), "watchers[0].email " + badMail},
		"an e-mail with a null":              {mail(`ben@example.com\u0000`), "watchers[0].email " + badMail},
		"an e-mail that turns":               {mail(`ben\u202e@example.com`), "watchers[0].email " + badMail},
		"an e-mail of quotes":                {mail(`\"ben eve\"@example.com`), "watchers[0].email " + badMail},
		"an e-mail of a host":                {mail("ben@localhost"), "watchers[0].email " + badMail},
		"an e-mail of an address":            {mail("ben@[127.0.0.1]"), "watchers[0].email " + badMail},
		"an e-mail of dots":                  {mail("ben..b@example.com"), "watchers[0].email " + badMail},
		"an e-mail of a bad domain":          {mail("ben@-example.com"), "watchers[0].email " + badMail},
		"an e-mail of another script":        {mail("бен@example.com"), "watchers[0].email " + badMail},
		"a long e-mail":                      {mail(long + "@example.com"), "watchers[0].email " + badMail},
		"a phone of words":                   {`{"watchers":[{"id":"ben","phone":"call me"}]}`, "watchers[0].phone " + badPhone},
		"a phone with a header":              {`{"watchers":[{"id":"ben","phone":"+43 1 234567\r\nX: y"}]}`, "watchers[0].phone " + badPhone},
		"a phone with two plus":              {`{"watchers":[{"id":"ben","phone":"+43+1234567"}]}`, "watchers[0].phone " + badPhone},
		"a short phone":                      {`{"watchers":[{"id":"ben","phone":"+43 1"}]}`, "watchers[0].phone " + badPhone},
		"a long phone":                       {`{"watchers":[{"id":"ben","phone":"+1234567890123456"}]}`, "watchers[0].phone " + badPhone},
		"a phone that turns":                 {`{"watchers":[{"id":"ben","phone":"\u202a+431234567"}]}`, "watchers[0].phone " + badPhone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := parse(t, c.body).Check(aster())
			if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains("; "+err.Error()+"; ", "; "+c.want+"; ") {
				t.Errorf("got  %.300v\nwant %s", err, c.want)
			}
			if err != nil && (strings.Contains(err.Error(), "eve@") || strings.Contains(err.Error(), "xxx")) {
				t.Errorf("the error repeats what was told: %.200v", err)
			}
		})
	}
	for name, c := range map[string]struct{ body, want string }{
		"one too many for the order":  {`{"watchers":[{"id":"one-more","email":"a@example.com"}]}`, "watchers would make more than 10 watchers of the order"},
		"one in place of another":     {`{"watchers":[{"id":"w3","removed":true},{"id":"one-more","phone":"+43 (1) 234-567"}]}`, ""},
		"a known one without address": {`{"watchers":[{"id":"w3","consent":{"email":false}}]}`, ""},
	} {
		got := ""
		if err := parse(t, c.body).Check(known); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestConsentsOfTheFutureAreRefused(t *testing.T) {
	t.Parallel()
	body := `{"consent":{"email":true,"at":"2030-01-01T00:00:00Z"},"watchers":[{"id":"ben","email":"b@example.com","consent":{"email":true,"at":"2030-01-01T00:00:00Z"}}]}`
	err := parse(t, body).CheckAt(aster(), now)
	const want = "consent.at must not be more than a day in the future; watchers[0].consent.at must not be more than a day in the future"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func drawText(t *rapid.T, name string) seal.Text {
	return seal.Hide(rapid.SampledFrom([]string{"", "Ada", `"quoted" [x] <y>`, "日本 🎁", "\x00\u202e"}).Draw(t, name))
}

// What is sealed with watchers is read by older versions, and what they sealed is read as nobody watching.
func TestPeopleAreReadByOlderAndNewerVersions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := order.Recipient{Name: drawText(t, "name"), Email: drawText(t, "email"), Country: drawText(t, "country")}
		var contacts []order.Contact
		for i := range rapid.IntRange(0, 3).Draw(t, "watchers") {
			contacts = append(contacts, order.Contact{ID: fmt.Sprint("w", i), Name: drawText(t, "n"), Email: drawText(t, "e"), Phone: drawText(t, "p"), Locale: "de"})
		}
		sealed := r.OpenWith(contacts)
		old, err := order.UnmarshalRecipient(sealed)
		if err != nil || !old.Equal(r) {
			t.Fatalf("an older version reads %v", err)
		}
		back, read, err := order.UnmarshalPeople(sealed)
		if err != nil || !back.Equal(r) || len(read) != len(contacts) {
			t.Fatalf("read %d of %d contacts, %v", len(read), len(contacts), err)
		}
		for i := range read {
			if !read[i].Equal(contacts[i]) {
				t.Fatalf("contact %d differs", i)
			}
		}
		if back, read, err = order.UnmarshalPeople(r.Open()); err != nil || !back.Equal(r) || read != nil {
			t.Fatalf("what an older version sealed reads as %d contacts, %v", len(read), err)
		}
	})
}

func FuzzUnmarshalPeople(f *testing.F) {
	f.Add(order.Recipient{Name: seal.Hide("Ada")}.OpenWith([]order.Contact{{ID: "ben", Email: seal.Hide("ben@example.com")}}))
	f.Add([]byte(`["a","b"]`))
	f.Add([]byte(`["","","","","","","","","","[{\"i\":\"x\"},null]"]`))
	f.Add([]byte(`["","","","","","","","","","canary"]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, contacts, err := order.UnmarshalPeople(b)
		if err != nil {
			if fault.KindOf(err) != fault.Malformed || strings.Contains(err.Error(), "canary") {
				t.Errorf("UnmarshalPeople gives %v", err)
			}
			return
		}
		again, read, err := order.UnmarshalPeople(r.OpenWith(contacts))
		if err != nil || !again.Equal(r) || len(read) != len(contacts) {
			t.Errorf("what was read is not read again: %v", err)
		}
	})
}
