package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
)

// earlier is how long before its end a token is replaced, so that none ends on its way.
const earlier = time.Minute

// Grant is an OAuth 2 client-credentials grant (RFC 6749, section 4.4), with what carriers add to it.
type Grant struct {
	URL     string // of the token endpoint
	ID      string
	Secret  string
	InBody  bool        // send id and secret as form fields (USPS) instead of HTTP Basic (UPS)
	Params  url.Values  // further form fields: a scope, or another grant_type (Amazon's "refresh_token") with what it needs
	Header  http.Header // further headers of the token request (UPS: x-merchant-id)
	TokenAs string      // the header that carries the token (Amazon: x-amz-access-token); empty: Authorization, as a bearer
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

// Do sends the request that build makes, with a valid token as its bearer (RFC 6750, section 2.1). When the source refuses the
// token (401) it is replaced and the request sent once more. When the source refuses to give a token, what it said is the answer.
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
		if g.TokenAs != "" {
			req.Header.Set(g.TokenAs, value)
		} else {
			req.Header.Set("Authorization", "Bearer "+value)
		}
		answer, err = Do(client, t.now, req)
		if err != nil || answer.Status != http.StatusUnauthorized || fresh {
			return answer, err
		}
	}
}

// token gives a token, from the store unless fresh. An empty token comes with the answer of the source that refused it.
func (t *Tokens) token(ctx context.Context, client *http.Client, g Grant, fresh bool) (string, carrier.Answer, error) {
	key := sha256.Sum256([]byte(g.URL + "\x00" + g.ID + "\x00" + g.Secret + "\x00" + g.Params.Encode()))
	t.mu.Lock()
	held, ok := t.held[key]
	t.mu.Unlock()
	if ok && !fresh && t.now().Before(held.until) {
		return held.value, carrier.Answer{}, nil
	}
	got, err := g.ask(ctx, client)
	if err != nil {
		answer, err := t.refusal(g, err)
		return "", answer, err
	}
	life := time.Duration(0) // of a token that does not say how long it lives
	if !got.Expiry.IsZero() {
		life = time.Until(got.Expiry).Round(time.Second) // oauth2 reads the machine's clock; only the length matters here
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held[key] = token{value: got.AccessToken, until: t.now().Add(life - earlier)}
	return got.AccessToken, carrier.Answer{}, nil
}

// ask gets a token from the source.
func (g Grant) ask(ctx context.Context, client *http.Client) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	style := oauth2.AuthStyleInHeader
	if g.InBody {
		style = oauth2.AuthStyleInParams
	}
	c := clientcredentials.Config{ClientID: g.ID, ClientSecret: g.Secret, TokenURL: g.URL, EndpointParams: g.Params, AuthStyle: style}
	polite := *client
	polite.Transport = headers{client.Transport, g.Header}
	return c.Token(context.WithValue(ctx, oauth2.HTTPClient, &polite))
}

// refusal makes an answer of what the token endpoint said in place of a token: the poll treats it like any other answer. An
// endpoint that said yes and gave no token is a broken gateway.
func (t *Tokens) refusal(g Grant, err error) (carrier.Answer, error) {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response != nil && refused.Response.StatusCode/100 != 2 {
		return carrier.Answer{
			Status: refused.Response.StatusCode, Body: refused.Body, RetryAfter: retryAfter(refused.Response.Header, t.now()), Account: true,
		}, nil
	}
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return carrier.Answer{}, fault.New(fault.Unavailable, "get a token from %s: %s", host(g.URL), failed.Err)
	}
	return carrier.Answer{Status: http.StatusBadGateway, Account: true}, nil
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the source"
	}
	return u.Host
}

// headers adds the headers of a grant, and says who asks, on the way to the token endpoint. On the way back it calls every answer
// JSON: some endpoints send theirs as text/plain, which oauth2 would read as a form.
type headers struct {
	next http.RoundTripper // nil: the default
	add  http.Header
}

func (h headers) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context()) // a RoundTripper must not change the request
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "doorstep")
	for name, values := range h.add {
		r.Header[name] = values
	}
	next := h.next
	if next == nil {
		next = http.DefaultTransport
	}
	res, err := next.RoundTrip(r)
	if err == nil {
		res.Header.Set("Content-Type", "application/json")
	}
	return res, err
}
