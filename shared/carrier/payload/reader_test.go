package payload_test

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"doorstep/shared/carrier/payload"
)

// scan is what a small adapter would read.
type scan struct{ code, text string }

func read(body string) (number string, scans []scan, err error) {
	r := payload.New([]byte(body))
	r.Object(func(key []byte) {
		switch string(key) {
		case "number":
			number = r.Text(payload.Short)
		case "events":
			r.Each(func() {
				var s scan
				r.Object(func(key []byte) {
					switch string(key) {
					case "code":
						s.code = r.Text(payload.Short)
					case "text":
						s.text = r.Text(payload.Line)
					}
				})
				scans = append(scans, s)
			})
		}
	})
	return number, scans, r.Err()
}

func TestReaderForgivesDriftedTypes(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body   string
		number string
		codes  string
	}{
		"as documented":               {`{"number":"1Z1","events":[{"code":"OR"},{"code":"AR"}]}`, "1Z1", "OR AR"},
		"byte-order mark":             {"\ufeff" + `{"number":"1Z1"}`, "1Z1", ""},
		"number as number":            {`{"number":9400111899562537883943}`, "9400111899562537883943", ""},
		"leading zeros kept":          {`{"events":[{"code":01}]}`, "", "01"},
		"one object in place of list": {`{"events":{"code":"OR"}}`, "", "OR"},
		"empty object as empty list":  {`{"events":{ }}`, "", ""},
		"null list":                   {`{"events":null,"number":"1"}`, "1", ""},
		"text in place of list":       {`{"events":"none","number":"1"}`, "1", ""},
		"list in place of text":       {`{"number":["1Z1","1Z2"]}`, "1Z1", ""},
		"object in place of text":     {`{"number":{"value":"1Z1"},"events":[{"code":"OR"}]}`, "", "OR"},
		"scalars among the elements":  {`{"events":[null,1,"x",{"code":"OR"}]}`, "", "   OR"},
		"unknown members":             {`{"a":{"b":[1,2,{"c":"}]"}]},"number":"1"}`, "1", ""},
		"escaped member name":         {`{"n\u0075mber":"1"}`, "1", ""},
		"boolean":                     {`{"number":true}`, "true", ""},
		"whole document is a list":    {`[1]`, "", ""},
		"whole document is null":      {`null`, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			number, scans, err := read(c.body)
			if err != nil {
				t.Fatal(err)
			}
			codes := make([]string, 0, len(scans))
			for _, s := range scans {
				codes = append(codes, s.code)
			}
			if got := strings.Join(codes, " "); number != c.number || got != c.codes {
				t.Errorf("got number %q, codes %q; want %q, %q", number, got, c.number, c.codes)
			}
		})
	}
}

func TestReaderRefusesWhatIsNotJSON(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty": "", "blank": " \n", "html": "<html>503</html>", "cut string": `{"number":"1Z`, "cut object": `{"number":"1"`,
		"cut after comma": `{"number":"1",`, "cut list": `{"events":[{"code":"OR"}`, "no colon": `{"number" "1"}`, "no value": `{"number":}`,
		"bare word": `{"number":abc}`, "trailing comma": `{"number":"1",}`, "two documents": `{} {}`, "name without quotes": `{number:1}`,
		"too deep": strings.Repeat("[", 1000) + strings.Repeat("]", 1000), "text after": `{}x`, "nul byte after": "{}\x00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := read(body); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestErrorNamesTheByte(t *testing.T) {
	t.Parallel()
	_, _, err := read(`{"number":"1" "x":2}`)
	if err == nil || err.Error() != "byte 14: expected a comma or the end" {
		t.Errorf("got %v", err)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want string }{
		"plain":             {"Origin Scan", "Origin Scan"},
		"entity":            {"USPS Tracking<SUP>&#174;</SUP>", "USPS Tracking®"},
		"twice escaped":     {"&lt;SUP&gt;&amp;#153;&lt;/SUP&gt; ok", "™ ok"},
		"control":           {"a\x00b\x1b[31mc", "ab[31mc"},
		"direction":         {"safe\u202egnp.exe", "safegnp.exe"},
		"white space":       {"  Shipper  created\n a\tlabel. ", "Shipper created a label."},
		"no-break space":    {"a\u00a0b", "a b"},
		"broken UTF-8":      {"caf\xff", "caf\ufffd"},
		"lone less-than":    {"1 < 2 > 1", "1 < 2 > 1"},
		"script":            {"<script>alert(1)</script>", "alert(1)"},
		"cut at a rune":     {strings.Repeat("é", 40), strings.Repeat("é", 32)},
		"long plain is cut": {strings.Repeat("a", 100), strings.Repeat("a", 64)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := payload.Clean([]byte(c.in), payload.Short); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDigitsGetTheirZerosBack(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`95004`: "095004", `1504`: "001504", `0`: "000000", `"1504"`: "1504", `123456789`: "123456789", `-5`: "-5", `null`: "", `{}`: "", `""`: "", `true`: "true",
	} {
		if got := payload.New([]byte(in)).Digits(6); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestRawIsByteForByte(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a": {"b" : [1, "\u0041"]} }`: `{"b" : [1, "\u0041"]}`, `{"a":"x"}`: `"x"`, `{"a": null}`: `null`, `{"a":-1.50}`: `-1.50`, `{"b":1}`: ``,
		`{"a":[1,2`: ``, `{"a":[],"a":{}}`: `{}`,
	} {
		r, got := payload.New([]byte(in)), ""
		r.Object(func(key []byte) {
			if string(key) == "a" {
				got = string(r.Raw())
			}
		})
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestUnescape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"a\u00e9b"`: "aéb", `"\ud83d\ude00"`: "😀", `"\ud83d"`: "\ufffd", `"\ud83dx"`: "\ufffdx", `"\u12"`: "\ufffd12", `"\/\"\\"`: `/"\`, `"\u0041\n\u0042"`: "A B",
	} {
		if got := payload.New([]byte(in)).Text(payload.Line); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

// A megabyte of tiny objects must cost what is kept of it, which here is nothing.
func TestReadingKeepsNoMemory(t *testing.T) {
	body := []byte(`{"events":[` + strings.Repeat(`{},`, 300_000) + `{}]}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, n := payload.New(body), 0
	r.Object(func([]byte) { r.Each(func() { n++ }) })
	runtime.ReadMemStats(&after)
	if err := r.Err(); err != nil || n != 300_001 {
		t.Fatalf("read %d elements: %v", n, err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<16 {
		t.Errorf("allocated %d bytes", grown)
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(`{"number":"1Z1","events":[{"code":"OR","text":"a\u00e9"}],"x":-1.5e3}`))
	f.Add([]byte(`[{"a":[{}]},null,true]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := payload.New(body)
		r.Skip()
		err := r.Err()
		// Whatever encoding/json takes, this must take too (within the depth); the opposite need not hold.
		if err != nil && json.Valid(body) && !strings.Contains(err.Error(), "nested deeper") {
			t.Fatalf("refused valid JSON %q: %v", body, err)
		}
		_, scans, _ := read(string(body))
		if len(scans) > len(body) {
			t.Fatalf("%d scans of %d bytes", len(scans), len(body))
		}
	})
}
