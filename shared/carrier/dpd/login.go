package dpd

import (
	"context"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/payload"
)

// tokenLife is how long a token is used. DPD lets it live for a day and allows only a few logins a day.
const tokenLife = 23 * time.Hour

// logins keeps the token of each account for the life of the process. It is safe for concurrent use.
type logins struct {
	now func() time.Time

	mu   sync.Mutex
	held map[[sha256.Size]byte]*login
}

// login is the token of one account. Its lock is held during a login, so that callers who find no token wait for the one that is
// on its way: each would count.
type login struct {
	mu    sync.Mutex
	token string
	until time.Time
}

func newLogins(now func() time.Time) *logins {
	return &logins{now: now, held: make(map[[sha256.Size]byte]*login)}
}

// account is who asks: base URL, DELIS user, password and the language of the texts.
type account struct{ base, user, password, language string }

// token gives a token that is not the refused one, from the store or from LoginService. An empty token comes with the answer that
// refused it.
func (l *logins) token(ctx context.Context, client *http.Client, a account, refused string) (string, carrier.Answer, error) {
	key := sha256.Sum256([]byte(a.base + "\x00" + a.user + "\x00" + a.password))
	l.mu.Lock()
	held := l.held[key]
	if held == nil {
		held = &login{}
		l.held[key] = held
	}
	l.mu.Unlock()

	held.mu.Lock()
	defer held.mu.Unlock()
	if held.token != "" && held.token != refused && l.now().Before(held.until) {
		return held.token, carrier.Answer{}, nil
	}
	req, err := a.request(ctx, loginService, "getAuth", a.loginBody())
	if err != nil {
		return "", carrier.Answer{}, err
	}
	answer, err := fetch.Do(client, l.now, req)
	if err != nil {
		return "", carrier.Answer{}, err
	}
	held.token, held.until = tokenOf(answer.Body), l.now().Add(tokenLife)
	if held.token == "" && answer.Status < http.StatusBadRequest {
		answer.Status = http.StatusBadGateway // it said yes and gave nothing
	}
	return held.token, answer, nil
}

// tokenOf finds the authToken in an answer of LoginService; "" when there is none.
func tokenOf(body []byte) string {
	r, token := markup.New(body), ""
	var read func(key []byte)
	read = func(key []byte) {
		switch string(key) {
		case "Envelope", "Body", "getAuthResponse", "return":
			r.Object(read)
		case "authToken":
			token = r.Text(payload.Line)
		}
	}
	r.Object(read)
	if r.Err() != nil {
		return ""
	}
	return token
}
