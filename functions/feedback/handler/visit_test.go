package handler

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/store"
)

const (
	multipart = "--xyz\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--xyz--\r\n"
	oneClick  = "List-Unsubscribe=One-Click"
)

// RFC 8058, section 3.2: a form of either kind, no cookies, no redirect. Providers repeat it when the answer is slow.
func TestTheButtonOfAMailProgram(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body    string
		headers []string
	}{
		"a form":                 {oneClick, []string{"Content-Type", "application/x-www-form-urlencoded"}},
		"a form in parts":        {multipart, []string{"Content-Type", "multipart/form-data; boundary=xyz"}},
		"no header at all":       {oneClick, nil},
		"parts without a header": {multipart, nil},
		"from a foreign page":    {oneClick, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://mail.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			for range 3 {
				w := s.post(c.body, c.headers...)
				if w.Code != http.StatusOK || w.Header().Get("Location") != "" || w.Header().Get("Set-Cookie") != "" || w.Body.Len() != 0 {
					t.Errorf("answered %d %v %q", w.Code, w.Header(), w.Body)
				}
			}
			if s.stands() != "aster unsubscribe optional" || s.table.writes != 1 {
				t.Errorf("stands %q after %d writes", s.stands(), s.table.writes)
			}
			if strings.Contains(s.log.String(), s.token) || strings.Contains(s.log.String(), s.hash) {
				t.Errorf("the log tells who it was:\n%s", s.log)
			}
		})
	}
}

// Programs that look through mail open every link, and add to it.
func TestLookingStopsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, path := range []string{"", "?choice=everything", "?List-Unsubscribe=One-Click", "?undone"} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if w := s.do(httptest.NewRequest(method, "/u/"+s.token+path, nil)); w.Code != http.StatusOK {
				t.Errorf("%s %q gave %d", method, path, w.Code)
			}
		}
	}
	if s.table.writes != 0 || s.stands() != "" {
		t.Errorf("%d writes, stands %q", s.table.writes, s.stands())
	}
}

func TestAReaderChooses(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page := func() string {
		t.Helper()
		w := s.get("/u/" + s.token)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Security-Policy"), "form-action 'self'") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("the page: %d %v", w.Code, w.Header())
		}
		return w.Body.String()
	}
	step := func(choice, to, stands string, shows ...string) {
		t.Helper()
		w := s.post("choice="+choice, "Sec-Fetch-Site", "same-origin")
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/u/"+s.token+to {
			t.Errorf("%s: %d to %q", choice, w.Code, w.Header().Get("Location"))
		}
		if got := s.stands(); got != stands {
			t.Errorf("%s: stands %q, want %q", choice, got, stands)
		}
		body := page()
		for _, text := range shows {
			if !strings.Contains(body, text) {
				t.Errorf("%s: the page lacks %q", choice, text)
			}
		}
	}
	if body := page(); !strings.Contains(body, "Messages from Aster &amp; Co") || !strings.Contains(body, `value="extras"`) || strings.Contains(body, `value="undo"`) {
		t.Errorf("the first page:\n%s", body)
	}
	step("extras", "", "aster unsubscribe optional", "sends you no more extras", `value="everything"`, `value="undo"`)
	step("everything", "", "aster unsubscribe all", "no more messages about deliveries", `value="undo"`)
	step("extras", "", "aster unsubscribe all", "no more messages about deliveries")
	step("undo", "?undone", "", `value="extras"`)
	if w := s.get("/u/" + s.token + "?undone"); !strings.Contains(w.Body.String(), "You get all messages again.") {
		t.Error("nothing says that it was taken back")
	}
}

// Taking back an unsubscription does not promise messages to somebody who complained, and does not touch the complaint.
func TestNobodyTakesBackAComplaint(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.post(oneClick)
	s.deliver(t, fixture(t, "complaint_abuse"))
	if body := s.get("/u/" + s.token).Body.String(); strings.Contains(body, "<form") || !strings.Contains(body, "please ask Aster &amp; Co") {
		t.Errorf("the page:\n%s", body)
	}
	s.post("choice=undo")
	if s.stands() != "* complaint all" {
		t.Errorf("stands %q", s.stands())
	}
}

func TestFormsThatStopNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body    string
		headers []string
		status  int
	}{
		"empty":             {"", nil, http.StatusUnprocessableEntity},
		"unknown choice":    {"choice=later", nil, http.StatusUnprocessableEntity},
		"no form":           {"choice=%zz", nil, http.StatusBadRequest},
		"too long":          {"choice=extras&x=" + strings.Repeat("x", 5000), nil, http.StatusRequestEntityTooLarge},
		"another site's":    {"choice=everything", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"another site's, 2": {"choice=undo", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			if w := s.post(c.body, c.headers...); w.Code != c.status || s.table.writes != 0 {
				t.Errorf("answered %d after %d writes, want %d", w.Code, s.table.writes, c.status)
			}
		})
	}
}

func TestForgedTokensAreAllTheSame(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	other, err := link.NewKey(link.KeyVersion, []byte(strings.Repeat("x", 32)))
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.StopToken("aster", s.hash)
	if err != nil {
		t.Fatal(err)
	}
	var first string
	for _, token := range []string{"x", foreign, s.token[:len(s.token)-1], s.token + "a", s.keys.link.Token("o1", link.Owner, 0)} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			w := s.do(httptest.NewRequest(method, "/u/"+token, strings.NewReader(oneClick)))
			if first == "" {
				first = w.Body.String()
			}
			if w.Code != http.StatusNotFound || w.Body.String() != first {
				t.Errorf("%s of a forged token: %d", method, w.Code)
			}
		}
	}
	if s.table.writes != 0 || len(s.table.asked) != 0 {
		t.Error("a forged token was asked of the table")
	}
}

func TestTheTableIsDown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.table.fail = fault.New(fault.Unavailable, "no answer")
	for name, w := range map[string]*httptest.ResponseRecorder{
		"look": s.get("/u/" + s.token), "button": s.post(oneClick), "form": s.post("choice=extras"), "undo": s.post("choice=undo"),
	} {
		if w.Code < 500 { // a provider tries again then
			t.Errorf("%s: answered %d", name, w.Code)
		}
	}
}

// A deployment whose key is missing, or may not be read, knows nothing of any token: it must not tell mail providers that there is nothing
// to unsubscribe from, nor keep that from its operators.
func TestAKeyIsMissing(t *testing.T) {
	t.Parallel()
	for _, kind := range []fault.Kind{fault.NotFound, fault.Forbidden} {
		s := newStage(t)
		s.keys.fail = fault.New(kind, "no parameter keys/link")
		if w := s.post(oneClick); w.Code < 500 || !strings.Contains(s.log.String(), "keys/link") {
			t.Errorf("%s: answered %d, log\n%s", kind, w.Code, s.log)
		}
	}
}

// Lambda hands both kinds of invocations to one function.
func TestOneFunctionTakesBoth(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	request := events.APIGatewayV2HTTPRequest{RawPath: "/u/" + s.token, Body: oneClick}
	request.RequestContext.HTTP.Method = http.MethodPost
	payload, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.Handle(t.Context(), payload)
	response, ok := answer.(events.APIGatewayV2HTTPResponse)
	if err != nil || !ok || response.StatusCode != http.StatusOK || s.stands() != "aster unsubscribe optional" {
		t.Errorf("%+v, %v, stands %q", answer, err, s.stands())
	}
	if _, err := s.Handle(t.Context(), []byte(`7`)); fault.KindOf(err) != fault.Malformed {
		t.Errorf("what is neither: %v", err)
	}
}

// The suppressions of one brand are none of another's.
func TestABrandStopsOnlyItself(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.post("choice=everything")
	found, err := s.table.Suppressions(t.Context(), s.hash)
	if err != nil {
		t.Fatal(err)
	}
	if scope, _ := store.StoppedFor("birch", found); scope != "" {
		t.Errorf("birch is stopped: %q", scope)
	}
}
