package asendia

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/payload"
)

// life is how long a token is used. Asendia's live for about a day and do not say so; a token that ends before is replaced when
// it is refused.
const life = 12 * time.Hour

// logins keeps the tokens of accounts. Asendia has a login of its own in place of OAuth: name and password in JSON against
// {"id_token"}. It is safe for concurrent use; two callers that find no token at the same time may both log in.
type logins struct {
	mu     sync.Mutex
	tokens map[account]token
}

// account tells accounts apart without keeping their secrets.
type account [sha256.Size]byte

type token struct {
	value string
	until time.Time
}

func newLogins() *logins { return &logins{tokens: make(map[account]token)} }

func accountOf(base string, creds carrier.Credentials) account {
	return sha256.Sum256([]byte(base + "\x00" + creds["username"] + "\x00" + creds["password"]))
}

func (l *logins) held(a account, now time.Time) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, ok := l.tokens[a]
	return t.value, ok && now.Before(t.until)
}

func (l *logins) keep(a account, value string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens[a] = token{value: value, until: now.Add(life)}
}

// login asks for a token.
func (a *Adapter) login(ctx context.Context, client *http.Client, base string, creds carrier.Credentials) (carrier.Answer, error) {
	body, err := json.Marshal(map[string]string{"username": creds["username"], "password": creds["password"]})
	if err != nil {
		return carrier.Answer{}, fmt.Errorf("build login: %w", err)
	}
	req, err := fetch.NewRequest(ctx, http.MethodPost, base+"/api/authenticate", "application/json", body)
	if err != nil {
		return carrier.Answer{}, err
	}
	return fetch.Do(client, a.now, req)
}

// maxToken is more than any token has; Asendia's have some 300 bytes.
const maxToken = 8 << 10

// tokenOf takes the token out of the answer to a login.
func tokenOf(answer carrier.Answer) (value string, ok bool) {
	if answer.Status != http.StatusOK {
		return "", false
	}
	r := payload.New(answer.Body)
	r.Object(func(key []byte) {
		if string(key) == "id_token" {
			value = r.Text(maxToken)
		}
	})
	return value, value != "" && r.Err() == nil
}

// refusal is what Asendia answered to a login. One that says yes and gives no token is a broken gateway.
func refusal(answer carrier.Answer) carrier.Answer {
	if answer.Status/100 == 2 {
		return carrier.Answer{Status: http.StatusBadGateway}
	}
	return answer
}
