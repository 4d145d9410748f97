package fetch_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// desk logs accounts in: its n-th token is "token n", of which only the newest is good.
type desk struct {
	status int // of a login; 200 when zero
	empty  bool
	given  int
}

func (d *desk) login(account string) fetch.Login {
	return fetch.Login{
		Account: []string{account},
		Ask: func() (carrier.Answer, error) {
			d.given++
			if d.status != 0 {
				return carrier.Answer{Status: d.status, Body: []byte("no")}, nil
			}
			return carrier.Answer{Status: http.StatusOK, Body: fmt.Appendf(nil, "token %d", d.given)}, nil
		},
		Token: func(body []byte) string {
			if d.empty {
				return ""
			}
			return string(body)
		},
	}
}

func (d *desk) ask(token string) (carrier.Answer, error) {
	if token != fmt.Sprintf("token %d", d.given) {
		return carrier.Answer{Status: http.StatusUnauthorized}, nil
	}
	return carrier.Answer{Status: http.StatusOK}, nil
}

func TestLogins(t *testing.T) {
	t.Parallel()
	now := noon
	logins := fetch.NewLogins(func() time.Time { return now }, time.Hour)
	d := &desk{}
	for _, step := range []struct {
		name    string
		before  func()
		account string
		given   int
	}{
		{"the first call logs in", func() {}, "a", 1},
		{"the token is used again", func() { now = now.Add(59 * time.Minute) }, "a", 1},
		{"until its life ends", func() { now = now.Add(time.Minute) }, "a", 2},
		{"another account has its own", func() {}, "b", 3},
		{"one that is refused is replaced", func() { d.given = 7 }, "b", 8},
	} {
		step.before()
		answer, err := logins.Do(d.login(step.account), d.ask)
		if err != nil || answer.Status != http.StatusOK || answer.Account || d.given != step.given {
			t.Errorf("%s: got %+v, %v; %d logins", step.name, answer, err, d.given)
		}
	}
}

func TestLoginsReplaceATokenOnce(t *testing.T) {
	t.Parallel()
	d := &desk{}
	asked := 0
	answer, err := fetch.NewLogins(at(noon), time.Hour).Do(d.login("a"), func(string) (carrier.Answer, error) {
		asked++
		return carrier.Answer{Status: http.StatusUnauthorized}, nil
	})
	if err != nil || answer.Status != http.StatusUnauthorized || answer.Account || asked != 2 || d.given != 2 {
		t.Errorf("got %+v, %v; asked %d times with %d logins", answer, err, asked, d.given)
	}
}

// What a refused login says is about the account and never about the numbers: its 404 is no parcel that is not known.
func TestRefusedLoginIsTheAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		desk desk
		want int
	}{
		"refused":                {desk{status: http.StatusNotFound}, http.StatusNotFound},
		"a yes without a token":  {desk{empty: true}, http.StatusBadGateway},
		"a redirect is no token": {desk{status: http.StatusFound, empty: true}, http.StatusBadGateway},
	} {
		answer, err := fetch.NewLogins(at(noon), time.Hour).Do(c.desk.login("a"), func(string) (carrier.Answer, error) {
			t.Errorf("%s: asked without a token", name)
			return carrier.Answer{}, nil
		})
		if err != nil || answer.Status != c.want || !answer.Account {
			t.Errorf("%s: got %+v, %v", name, answer, err)
		}
	}
}
