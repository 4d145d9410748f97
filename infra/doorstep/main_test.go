package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	upsMessage = `{"trackingNumber":"1Z879E930346834440","localActivityDate":"20260310","localActivityTime":"091519",` +
		`"activityLocation":{"city":"Charlotte","stateProvince":"NC","postalCode":"","country":"US"},` +
		`"activityStatus":{"type":"D","code":"FS","description":"Delivered"},"gmtActivityDate":"20260310","gmtActivityTime":"131519","receivedBy":"SMITH"}`
	upsPrinted = `{"source":"ups","kind":"webhook","shipments":[{"carrier":"ups","tracking_number":"1Z879E930346834440","status":"delivered","sub_status":"signed",` +
		`"delivered":true,"signed_by":"SMITH","estimated_delivery":{"earliest":"2026-03-10","latest":"2026-03-10","precision":"day"},` +
		`"events":[{"id":"ID","carrier_code":"FS","carrier_text":"Delivered","status":"delivered","sub_status":"","occurred_local":"2026-03-10T09:15:19",` +
		`"utc_offset":"-04:00","occurred_at":"2026-03-10T13:15:19Z","tz_source":"carrier_field","precision":"second",` +
		`"location":{"text":"Charlotte, NC, US","city":"Charlotte","region":"NC","postal":"","country":"US"}}]}],"problems":[]}` + "\n"
)

// run gives what a command printed and its exit status.
func run(t *testing.T, in string, args ...string) (out, complaint string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	p := process{in: strings.NewReader(in), out: &o, err: &e, env: environment, now: func() time.Time { return time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC) }}
	code = p.run(args)
	return o.String(), e.String(), code
}

func file(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "payload.json")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// withoutID replaces the id of the only event, which other tests pin.
func withoutID(t *testing.T, printed string) string {
	t.Helper()
	var d document
	if err := json.Unmarshal([]byte(printed), &d); err != nil {
		t.Fatalf("%v in %s", err, printed)
	}
	if len(d.Shipments) != 1 || len(d.Shipments[0].Events) != 1 {
		t.Fatalf("got %s", printed)
	}
	return strings.Replace(printed, d.Shipments[0].Events[0].ID, "ID", 1)
}

func TestDecodePrintsTheContract(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"from standard input": {"decode", "--source", "ups", "--kind", "webhook", "-"},
		"without a dash":      {"decode", "--source", "ups", "--kind", "webhook"},
		"from a file":         {"decode", "-source", "ups", "-kind=webhook", file(t, upsMessage)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, complaint, code := run(t, upsMessage, args...)
			if got := withoutID(t, out); code != exitDone || got != upsPrinted {
				t.Errorf("exit %d, %s\ngot  %s\nwant %s", code, complaint, got, upsPrinted)
			}
		})
	}
}

func TestDecodeSaysWhatIsUnknown(t *testing.T) {
	t.Parallel()
	out, _, code := run(t, `{"trackResponse":{"shipment":[{"inquiryNumber":"1Z1","package":[{"activity":[{"date":"20260310","time":"091519","status":{"type":"I","code":"OR","description":"Origin Scan"}}]}]}]}}`,
		"decode", "--source", "ups", "--kind", "poll", "-")
	for _, want := range []string{`"utc_offset":null`, `"occurred_at":null`, `"tz_source":"none"`, `"estimated_delivery":null`, `"tracking_number":"1Z1"`, `"problems":[]`} {
		if code != exitDone || !strings.Contains(out, want) {
			t.Errorf("exit %d, no %s in %s", code, want, out)
		}
	}
}

func TestDecodeListsUnknownCodes(t *testing.T) {
	t.Parallel()
	event := func(code, text, at string) string {
		return `{"eventCode":"` + code + `","eventType":"` + text + `","eventTimestamp":"2026-03-10T` + at + `"}`
	}
	body := `{"trackingNumber":"9400111206206406260787","trackingEvents":[` + event("QQ", "Danced", "10:00:00") + "," + event("QQ", "Danced", "09:00:00") + "," +
		event("OF", "Out for Delivery", "08:00:00") + "," + event("", "Sang", "07:00:00") + `]}`
	out, _, code := run(t, body, "decode", "--source", "usps", "--kind", "poll")
	want := `"unknown_codes":[{"carrier":"usps","carrier_code":"","carrier_text":"Sang","events":1},{"carrier":"usps","carrier_code":"QQ","carrier_text":"Danced","events":2}]}`
	if code != exitDone || !strings.HasSuffix(out, want+"\n") {
		t.Errorf("exit %d, got %s", code, out)
	}
}

func TestDecodeExitStatus(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in   string
		args []string
		code int
		want string // in the output, or in the complaint when there is no output
	}{
		"problems only":      {`{"response":{"errors":[{"code":"250002","message":"Invalid Authentication Information."}]}}`, []string{"--source", "ups", "--kind", "poll", "-"}, exitDone, `"kind":"unauthorized"`},
		"not JSON":           {`<html>`, []string{"--source", "ups", "--kind", "poll", "-"}, exitInput, `"shipments":[],"problems":[{"tracking_number":"","kind":"malformed"`},
		"empty":              {``, []string{"--source", "usps", "--kind", "poll", "-"}, exitInput, `empty body`},
		"something else":     {`{"hello":"world"}`, []string{"--source", "easypost", "--kind", "poll", "-"}, exitInput, `neither an event nor a tracker`},
		"no source":          {``, []string{"--kind", "poll", "-"}, exitInput, "--source and --kind are needed"},
		"unknown source":     {``, []string{"--source", "nobody", "--kind", "poll"}, exitInput, "there are: "},
		"unknown kind":       {``, []string{"--source", "ups", "--kind", "fax"}, exitInput, `not "fax"`},
		"no such file":       {``, []string{"--source", "ups", "--kind", "poll", "/nowhere/at/all"}, exitInput, `"kind":"malformed","code":"","message":"open input`},
		"a directory":        {``, []string{"--source", "ups", "--kind", "poll", t.TempDir()}, exitInput, `"kind":"malformed","code":"","message":"read input`},
		"too large":          {strings.Repeat(" ", maxInput+1), []string{"--source", "ups", "--kind", "poll"}, exitInput, "over 16777216 bytes"},
		"deep":               {strings.Repeat("[", 1<<20), []string{"--source", "usps", "--kind", "poll"}, exitInput, "nested deeper"},
		"byte-order mark":    {"\ufeff" + upsMessage, []string{"--source", "ups", "--kind", "webhook"}, exitDone, `"delivered":true`},
		"flags after a file": {``, []string{"a", "--source", "ups", "--kind", "poll"}, exitInput, "before the file"},
		"two files":          {``, []string{"--source", "ups", "--kind", "poll", "a", "b"}, exitInput, "one file at a time"},
		"unknown flag":       {``, []string{"--colour", "red"}, exitInput, "flag provided but not defined"},
		"batch with a file":  {``, []string{"--batch", "a"}, exitInput, "takes no file"},
		"help":               {``, []string{"--help"}, exitDone, "--batch"},
		"help beside a flag": {``, []string{"--source", "ups", "-h"}, exitDone, "--batch"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, complaint, code := run(t, c.in, append([]string{"decode"}, c.args...)...)
			said := out
			if said == "" {
				said = complaint
			}
			if code != c.code || !strings.Contains(said, c.want) {
				t.Errorf("exit %d, want %d; %q does not say %q", code, c.code, said, c.want)
			}
		})
	}
}

func TestDecodeBatchAnswersEveryLine(t *testing.T) {
	t.Parallel()
	good, bad := file(t, upsMessage), file(t, "<html>")
	list := "ups\twebhook\t" + good + "\n\nups\twebhook\t" + bad + "\r\nnobody\tpoll\t" + good + "\nups\tfax\t" + good + "\nups\tpoll\t/nowhere/at/all\nnonsense\n"
	out, complaint, code := run(t, list, "decode", "--batch")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != exitDone || len(lines) != 6 {
		t.Fatalf("exit %d, %s, %d lines:\n%s", code, complaint, len(lines), out)
	}
	for i, want := range []string{`"delivered":true`, `"kind":"malformed"`, "no adapter for source", "not \\\"fax\\\"", "open input", "TAB"} {
		var d document
		if err := json.Unmarshal([]byte(lines[i]), &d); err != nil || !strings.Contains(lines[i], want) {
			t.Errorf("line %d: %v; no %s in %s", i, err, want, lines[i])
		}
		if i < 5 && d.Path == "" {
			t.Errorf("line %d has no path: %s", i, lines[i])
		}
	}
}

// Whoever feeds the list line by line gets each answer before the next line is written, however long the last one was.
func TestDecodeBatchAnswersAtOnce(t *testing.T) {
	t.Parallel()
	good := file(t, upsMessage)
	list, feed := io.Pipe()
	answers, out := io.Pipe()
	code := make(chan int)
	go func() {
		p := process{in: list, out: out, err: io.Discard, now: time.Now}
		code <- p.run([]string{"decode", "--batch"})
	}()
	lines := bufio.NewReader(answers)
	for _, line := range []string{"ups\twebhook\t" + good + "\r\n", strings.Repeat("x", 2<<20) + "\n", "ups\twebhook\t" + good + "\n"} {
		if _, err := feed.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
		answer, err := lines.ReadString('\n')
		if err != nil || !json.Valid([]byte(answer)) {
			t.Fatalf("got %s, %v", answer, err)
		}
	}
	if err := feed.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-code; got != exitDone {
		t.Errorf("exit %d", got)
	}
}

// Wrong use says what is wrong and how it is meant.
func TestMisuseShowsTheHelp(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"decode"}, {"decode", "--source", "ups", "--kind", "fax"}, {"decode", "--batch", "a"}, {"decode", "--colour", "red"}, {"detect"}, {"detect", "--colour"}, {"carriers", "all"}, {"bind", "--url", "x", "--brand", "y", "1"}, {"bind", "1", "2", "3"},
		{"verify"}, {"verify", "--source", "ups", "--secret", "s", "--header", "x"}, {"verify", "--source", "ups", "--secret", "s", "a", "b"}, {"verify", "--source", "nobody", "--secret", "s"},
	} {
		out, complaint, code := run(t, "", args...)
		if code != exitInput || out != "" || !strings.Contains(complaint, "\ndoorstep "+args[0]) {
			t.Errorf("%v: exit %d, printed %q, said %q", args, code, out, complaint)
		}
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		args []string
		code int
		want string
	}{
		"holds":             {[]string{"--source", "ups", "--secret", "old", "--secret", "s3cret", "--header", "Credential: s3cret", "-"}, exitDone, "holds: secret, secret 2 of 2"},
		"does not hold":     {[]string{"--source", "ups", "--secret", "s3cret", "--header", "Credential: other", "-"}, exitRefuse, "does not hold"},
		"no header":         {[]string{"--source", "ups", "--secret", "s3cret"}, exitRefuse, "does not hold"},
		"with a time":       {[]string{"--source", "ups", "--secret", "s3cret", "--at", "2026-03-10T14:00:00Z", "--header", "credential:s3cret"}, exitDone, "holds"},
		"with a bad time":   {[]string{"--source", "ups", "--secret", "s3cret", "--at", "today"}, exitInput, "no RFC 3339 time"},
		"with a bad header": {[]string{"--source", "ups", "--secret", "s3cret", "--header", "Credential"}, exitInput, "'Name: value'"},
		"unknown source":    {[]string{"--source", "nobody", "--secret", "s3cret"}, exitInput, "no signature scheme"},
		"no secret":         {[]string{"--source", "ups"}, exitInput, "--secret are needed"},
		"help":              {[]string{"--help"}, exitDone, "--at TIME"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, complaint, code := run(t, "{}", append([]string{"verify"}, c.args...)...)
			if said := out + complaint; code != c.code || !strings.Contains(said, c.want) || strings.Contains(said, "s3cret") {
				t.Errorf("exit %d, want %d; said %q", code, c.code, said)
			}
		})
	}
}

func TestDetect(t *testing.T) {
	t.Parallel()
	out, _, code := run(t, "", "detect", "1z879e930346834440", "1Z879E930346834441")
	want := `{"number":"1Z879E930346834440","candidates":[{"carrier":"ups","format":"1z","reason":"\"1Z\", six characters of the shipper, two of the service; check digit 0 holds"}]}` + "\n" +
		`{"number":"1Z879E930346834441","candidates":[]}` + "\n"
	if code != exitDone || out != want {
		t.Errorf("exit %d\ngot  %s\nwant %s", code, out, want)
	}
	out, _, code = run(t, "", "detect", "1z 879e-9303 4683 4440", "", "7777", "9400111206206406260787")
	var numbers []string
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		var d detectedJSON
		if err := json.Unmarshal([]byte(line), &d); err != nil || d.Candidates == nil {
			t.Errorf("%v in %s", err, line)
		}
		best := "nobody"
		if len(d.Candidates) > 0 {
			best = d.Candidates[0].Carrier
		}
		numbers = append(numbers, d.Number+" "+best)
	}
	if got := strings.Join(numbers, ", "); code != exitDone || got != "1Z879E930346834440 ups,  nobody, 7777 nobody, 9400111206206406260787 usps" {
		t.Errorf("exit %d, got %s", code, got)
	}
	if _, complaint, code := run(t, "", "detect"); code != exitInput || !strings.Contains(complaint, "no number") {
		t.Errorf("exit %d, %s", code, complaint)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		code int
	}{"nothing": {nil, exitInput}, "unknown command": {[]string{"dance"}, exitInput}, "help": {[]string{"help"}, exitDone}} {
		out, complaint, code := run(t, "", c.args...)
		if code != c.code || !strings.Contains(out+complaint, "doorstep decode") {
			t.Errorf("%s: exit %d", name, code)
		}
	}
}

// bind is one request to the merchant API; what the API says is printed as it is.
func TestBind(t *testing.T) {
	t.Parallel()
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.EscapedPath() + " " + r.Header.Get("Authorization") + " " + string(body)
		if r.URL.Path == "/v1/orders/aster/none/shipments" {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"title":"Not found"}`))
			return
		}
		_, _ = w.Write([]byte(`{"warnings":[]}` + "\n"))
	}))
	defer server.Close()
	out, said, code := run(t, "", "bind", "--url", server.URL+"/", "A/1", "1Z879E930346834440", "ups")
	want := `POST /v1/orders/aster/A%252F1/shipments Bearer key {"carrier":"ups","tracking_number":"1Z879E930346834440"}`
	if got != want || out != `{"warnings":[]}`+"\n" || code != exitDone {
		t.Errorf("sent %s\nprinted %q, said %q, exit %d", got, out, said, code)
	}
	if _, said, code := run(t, "", "bind", "--url", server.URL, "none", "1Z879E930346834440", "ups"); code != exitInput || !strings.Contains(said, "404 {") {
		t.Errorf("said %q, exit %d", said, code)
	}
	server.Close()
	if _, said, code := run(t, "", "bind", "--url", server.URL, "A", "1", "ups"); code != exitInput || strings.Contains(said, "key ") {
		t.Errorf("said %q, exit %d", said, code)
	}
}

// environment is that of every run here.
func environment(name string) string {
	return map[string]string{"DOORSTEP_KEY": "key", "DOORSTEP_BRAND": "aster"}[name]
}

func TestBindNeedsAKey(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	p := process{out: io.Discard, err: &said, env: func(string) string { return "" }}
	if code := p.run([]string{"bind", "--url", "x", "--brand", "y", "1", "2", "3"}); code != exitInput || !strings.Contains(said.String(), "DOORSTEP_KEY") {
		t.Errorf("exit %d, said %q", code, said.String())
	}
}
