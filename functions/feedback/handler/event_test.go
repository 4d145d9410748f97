package handler

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

func fixture(t testing.TB, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "events", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// told is an event as a test writes it: with its addresses in clear.
type told struct {
	what, detail, stops, to, at string
	refused                     bool
}

func open(e event) told {
	t := told{what: e.What, detail: e.Detail, stops: e.Stops, refused: e.Refused, at: e.At.Format(time.RFC3339Nano)}
	for _, address := range append(e.Mailboxes, e.Phones...) {
		t.to += address.Open()
	}
	return t
}

// The fixtures are written after the documents that readEvent names.
func TestReadEvent(t *testing.T) {
	t.Parallel()
	const ada, phone = "Ada@example.com", "+4915112345678"
	cases := map[string]told{
		"bounce_permanent":    {"bounce", "permanent", store.StoppedByBounce, ada, "2026-11-20T10:00:03.5Z", false},
		"bounce_forwarded":    {"bounce", "permanent", store.StoppedByBounce, ada, "2026-11-20T10:00:03.5Z", false},
		"bounce_on_list":      {"bounce", "permanent", store.StoppedByBounce, ada, "2026-11-20T10:00:03.5Z", false},
		"bounce_transient":    {"bounce", "transient", "", ada, "2026-11-20T22:00:03.5Z", false},
		"bounce_undetermined": {"bounce", "undetermined", "", ada, "2026-11-20T22:00:03.5Z", false},
		"complaint_abuse":     {"complaint", "abuse", store.StoppedByComplaint, ada, "2026-11-20T12:00:00Z", false},
		"complaint_bare":      {"complaint", "", store.StoppedByComplaint, ada, "2026-11-20T12:00:05Z", false},
		"complaint_not_spam":  {"complaint", "not-spam", "", ada, "2026-11-20T12:00:00Z", false},
		"delivered":           {"delivered", "", "", "", "2026-11-20T10:00:01.2Z", false},
		"rejected":            {"rejected", "Bad content", "", "", "2026-11-20T10:00:02Z", true},
		"rendering_failed":    {"failed", "", "", "", "2026-11-20T10:00:02Z", true},
		"delayed":             {"delayed", "MailboxFull", "", "", "2026-11-20T11:00:02Z", false},
		"opened":              {"unknown", "Email Opened", "", "", "2026-11-20T11:00:02Z", false},
		"advisor":             {"unknown", "Advisor Recommendation Status Open", "", "", "2026-11-20T11:00:02Z", false},
		"text_invalid":        {"text", "TEXT_INVALID", store.StoppedByBounce, phone, "2026-11-20T10:00:00.123Z", false},
		"text_blocked":        {"text", "TEXT_BLOCKED", store.StoppedByBounce, phone, "2026-11-20T10:00:00.123Z", false},
		"text_unreachable":    {"text", "TEXT_UNREACHABLE", "", phone, "2026-11-20T10:00:00.123Z", false},
	}
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) != len(cases) {
		t.Fatalf("%d fixtures, %v, want %d", len(files), err, len(cases))
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := readEvent([]byte(fixture(t, name)))
			if err != nil {
				t.Fatal(err)
			}
			if got := open(e); got != want {
				t.Errorf("read %+v\nwant %+v", got, want)
			}
			if e.What != "unknown" && (e.Brand != "aster" || e.Stage != "prod" || e.Kind == "" || e.Message == "") {
				t.Errorf("of brand %q, kind %q, stage %q, message %q", e.Brand, e.Kind, e.Stage, e.Message)
			}
		})
	}
}

// What AWS changes in fields that we do not need costs nothing.
func TestReadEventIsLenient(t *testing.T) {
	t.Parallel()
	var whole bytes.Buffer
	if err := json.Compact(&whole, []byte(fixture(t, "bounce_permanent"))); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, to string }{
		"types in capitals":       {`"Permanent"`, `"PERMANENT"`},
		"no tags":                 {`"tags":{`, `"labels":{`},
		"tags are texts":          {`"brand":["aster"]`, `"brand":"aster"`},
		"headers are a text":      {`"headers":[`, `"headers":"cut","more":[`},
		"a number as timestamp":   {`"timestamp":"2026-11-20T10:00:03.500Z"`, `"timestamp":12`},
		"an address with a name":  {`"Ada@example.com"`, `"Ada <Ada@example.com>"`},
		"an address of a report":  {`"destination":["Ada@example.com"]`, `"destination":[]`},
		"no destination, a label": {`"destination":[`, `"to":[`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := whole.String()
			changed := strings.ReplaceAll(body, c.from, c.to)
			if changed == body {
				t.Fatal("the fixture does not hold what this case changes")
			}
			e, err := readEvent([]byte(changed))
			if err != nil || e.Stops != store.StoppedByBounce || open(e).to != "Ada@example.com" {
				t.Errorf("read %+v, %v", open(e), err)
			}
		})
	}
}

func TestWhatStopsNobodyIsNoEvent(t *testing.T) {
	t.Parallel()
	bounce := strings.ReplaceAll(fixture(t, "bounce_permanent"), "Ada@example.com", "nobody")
	phone := strings.ReplaceAll(fixture(t, "text_invalid"), "destinationPhoneNumber", "to")
	for name, body := range map[string]string{"no JSON": "ada@example.com", "empty": "", "a bounce of no address": bounce, "a phone that is not told": phone} {
		_, err := readEvent([]byte(body))
		if fault.KindOf(err) != fault.Malformed || strings.Contains(err.Error(), "ada") || strings.Contains(err.Error(), "nobody@") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMailbox(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ada@example.com": "ada@example.com", `"Lovelace, Ada" <ada@example.com>`: "ada@example.com", "rfc822; ada@example.com": "ada@example.com",
		"<ada@example.com>": "ada@example.com", " ada@example.com ": "ada@example.com", "a;b@example.com": "b@example.com",
		"": "", "ada": "", "<": "", "Ada <ada": "", "rfc822;": "",
	} {
		if got := mailbox(in); got != want {
			t.Errorf("mailbox of %q is %q, want %q", in, got, want)
		}
	}
}

// Whatever comes, it is read or refused; what stops messages names somebody, and no error repeats what came.
func FuzzReadEvent(f *testing.F) {
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		f.Add(fixture(f, strings.TrimSuffix(filepath.Base(file), ".json")))
	}
	f.Add(`{"source":"aws.ses","detail":{"eventType":"Bounce","bounce":{"bounceType":"Permanent"}}}`)
	f.Add(`[1e999]`)
	f.Fuzz(func(t *testing.T, body string) {
		e, err := readEvent([]byte(body))
		if err != nil {
			if fault.KindOf(err) != fault.Malformed || strings.Contains(err.Error(), "@") {
				t.Errorf("refused with %v", err)
			}
			return
		}
		if e.Stops != "" && len(e.Mailboxes)+len(e.Phones) == 0 {
			t.Error("it stops messages to nobody")
		}
		if e.word() == "" {
			t.Error("it counts as nothing")
		}
	})
}
