package fetch

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
)

// earlier is how long before its end a token is replaced, so that none ends on its way.
const earlier = time.Minute

// Grant is an OAuth 2 client-credentials grant (RFC 6749, section 4.4).
type Grant struct {
	URL      string // of the token endpoint
	ID       string
	Secret   string
	InBody   bool   // send id and secret as form fields (USPS) instead of HTTP Basic (UPS)
	Merchant string // UPS: the account number, sent as x-merchant-id; empty: none
}

// Tokens keeps access tokens for the life of the process. It is safe for concurrent use; two callers that find no token at
// the same time may both fetch one, which costs a call and harms nobody.
type Tokens struct {
	now func() time.Time

	mu   sync.Mutex
	held map[[sha256.Size]byte]token
}

type token struct {
	value string
	until time.Time
}

// NewTokens makes an empty store of tokens that reads the time from now.
func NewTokens(now func() time.Time) *Tokens {
	return &Tokens{now: now, held: make(map[[sha256.Size]byte]token)}
}

// Do sends the request that build makes, with a valid token as its bearer (RFC 6750, section 2.1). When the source refuses the token (401) it is replaced and the
// request sent once more. When the source refuses to give a token, what it said is the answer.
func (t *Tokens) Do(ctx context.Context, client *http.Client, g Grant, build func() (*http.Request, error)) (carrier.Answer, error) {
	for fresh := false; ; fresh = true {
		value, answer, err := t.token(ctx, client, g, fresh)
		if err != nil || value == "" {
			return answer, err
		}
		req, err := build()
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Authorization", "Bearer "+value)
		answer, err = Do(client, t.now, req)
		if err != nil || answer.Status != http.StatusUnauthorized || fresh {
			return answer, err
		}
	}
}

// token gives a token, from the store unless fresh. An empty token comes with the answer of the source that refused it.
func (t *Tokens) token(ctx context.Context, client *http.Client, g Grant, fresh bool) (string, carrier.Answer, error) {
	key := sha256.Sum256([]byte(g.URL + "\x00" + g.ID + "\x00" + g.Secret))
	t.mu.Lock()
	held, ok := t.held[key]
	t.mu.Unlock()
	if ok && !fresh && t.now().Before(held.until) {
		return held.value, carrier.Answer{}, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	if g.InBody {
		form.Set("client_id", g.ID)
		form.Set("client_secret", g.Secret)
	}
	req, err := NewRequest(ctx, http.MethodPost, g.URL, "application/x-www-form-urlencoded", []byte(form.Encode()))
	if err != nil {
		return "", carrier.Answer{}, err
	}
	if !g.InBody {
		req.SetBasicAuth(g.ID, g.Secret)
	}
	if g.Merchant != "" {
		req.Header.Set("x-merchant-id", g.Merchant)
	}
	answer, err := Do(client, t.now, req)
	if err != nil || answer.Status != http.StatusOK {
		return "", answer, err
	}
	value, life := readToken(answer.Body)
	if value == "" {
		answer.Status = http.StatusBadGateway
		return "", answer, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held[key] = token{value: value, until: t.now().Add(life - earlier)}
	return value, carrier.Answer{}, nil
}

// readToken reads {"access_token","expires_in"}. UPS writes expires_in as a string.
func readToken(body []byte) (value string, life time.Duration) {
	r := payload.New(body)
	r.Object(func(key []byte) {
		switch string(key) {
		case "access_token":
			value = string(r.Inner())
		case "expires_in":
			seconds, err := strconv.ParseUint(r.Text(payload.Short), 10, 31)
			if err == nil {
				life = time.Duration(seconds) * time.Second
			}
		}
	})
	if r.Err() != nil {
		return "", 0
	}
	return value, life
}
