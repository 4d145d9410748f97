package main

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/ssm"
)

// suppressor is an operator at a table and a parameter store of its own.
type suppressor struct {
	t   *testing.T
	env map[string]string
}

func newSuppressor(t *testing.T) suppressor {
	t.Helper()
	o := newOperator(t)
	params := ssm.New(time.Now)
	if err := params.Put("/doorstep/try/keys/lookup", strings.Repeat("07", 32), true); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(params)
	t.Cleanup(server.Close)
	o.env["AWS_ENDPOINT_URL_SSM"], o.env["DOORSTEP_STAGE"] = server.URL, "try"
	return suppressor{t, o.env}
}

func (s suppressor) run(in string, args ...string) (out, complaint string, code int) {
	s.t.Helper()
	var o, e bytes.Buffer
	p := process{in: strings.NewReader(in), out: &o, err: &e, env: func(n string) string { return s.env[n] }, now: time.Now}
	code = p.run(append([]string{"messages"}, args...))
	said, _, _ := strings.Cut(e.String(), "\n\n") // behind it comes the help, with an example
	if all := o.String() + said; strings.Contains(strings.ToLower(all), "ada@") || strings.Contains(all, "309018") {
		s.t.Errorf("%v prints the address: %s", args, all)
	}
	return o.String(), e.String(), code
}

func TestSuppressByHand(t *testing.T) {
	t.Parallel()
	s := newSuppressor(t)
	if out, said, code := s.run("", "suppressed", "ada@example.com"); out != "" || code != exitDone || !strings.Contains(said, "nothing stands") {
		t.Errorf("before: %q, %q, %d", out, said, code)
	}
	out, said, code := s.run("", "suppress", "--brand", "*", " Ada@Example.com ")
	if code != exitDone || !strings.Contains(out, `"brand":"*","scope":"all","reason":"merchant"`) {
		t.Fatalf("suppress: %q, %q, %d", out, said, code)
	}
	if again, _, _ := s.run("ADA@example.com\n", "suppressed"); again != out {
		t.Errorf("by standard input: %q, want %q", again, out)
	}
	if out, _, code := s.run("", "suppress", "+49309018", "--brand", "*", "--extras"); code != exitDone || !strings.Contains(out, `"scope":"optional"`) {
		t.Errorf("a phone: %q, %d", out, code)
	}
	if out, _, _ := s.run("", "unsuppress", "ada@example.com", "--why", "asked for it", "--reason", "bounce"); out != "" {
		t.Errorf("another reason was lifted: %q", out)
	}
	if out, _, code := s.run("", "unsuppress", "ada@example.com", "--why", "asked for it"); code != exitDone || !strings.Contains(out, `"lifted":true`) {
		t.Errorf("unsuppress: %q, %d", out, code)
	}
	if out, _, _ := s.run("", "suppressed", "ada@example.com"); out != "" {
		t.Errorf("after: %q", out)
	}
	if out, _, _ := s.run("", "suppressed", "+49 30 9018"); !strings.Contains(out, "merchant") {
		t.Errorf("the phone: %q", out)
	}
}

// Notify writes to a domain as mail servers know it, and so do the events of SES name it. What somebody reads out of a letter is the same
// address.
func TestSuppressADomainInOtherLetters(t *testing.T) {
	t.Parallel()
	s := newSuppressor(t)
	out, said, code := s.run("", "suppress", "--brand", "*", "Ada@Bücher.example")
	if code != exitDone {
		t.Fatalf("suppress: %q, %q, %d", out, said, code)
	}
	if known, said, _ := s.run("", "suppressed", "ada@xn--bcher-kva.example"); known != out {
		t.Errorf("as it is written to: %q, %q", known, said)
	}
}

func TestSuppressMisuse(t *testing.T) {
	t.Parallel()
	s := newSuppressor(t)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no address":          {[]string{"suppressed"}, "want an e-mail address"},
		"a name":              {[]string{"suppressed", "ada"}, "want an e-mail address"},
		"two addresses":       {[]string{"suppressed", "a@b.example", "c@d.example"}, "want one ADDRESS"},
		"no brand":            {[]string{"suppress", "a@b.example"}, "--brand is missing"},
		"an unknown brand":    {[]string{"suppress", "a@b.example", "--brand", "nobody"}, "nobody"},
		"no reason":           {[]string{"unsuppress", "a@b.example"}, "--why is missing"},
		"an address as why":   {[]string{"unsuppress", "a@b.example", "--why", "ada@example.com wrote"}, "--why is missing"},
		"a stage without key": {[]string{"suppressed", "a@b.example", "--stage", "none"}, "lookup key"},
	} {
		if out, said, code := s.run("", c.args...); code != exitInput || out != "" || !strings.Contains(said, c.says) {
			t.Errorf("%s: %q, %q, exit %d", name, out, said, code)
		}
	}
}
