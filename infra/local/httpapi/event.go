package httpapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// event is a request in payload format 2.0. The order of the fields and what is
// left out when empty are as AWS shows them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type event struct {
	Version        string            `json:"version"`
	RouteKey       string            `json:"routeKey"`
	RawPath        string            `json:"rawPath"`
	RawQueryString string            `json:"rawQueryString"`
	Cookies        []string          `json:"cookies,omitempty"`
	Headers        map[string]string `json:"headers"`
	Query          map[string]string `json:"queryStringParameters,omitempty"`
	Context        requestContext    `json:"requestContext"`
	Body           *string           `json:"body,omitempty"`
	PathParameters map[string]string `json:"pathParameters,omitempty"`
	Base64         bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	AccountID    string      `json:"accountId"`
	APIID        string      `json:"apiId"`
	DomainName   string      `json:"domainName"`
	DomainPrefix string      `json:"domainPrefix"`
	HTTP         httpContext `json:"http"`
	RequestID    string      `json:"requestId"`
	RouteKey     string      `json:"routeKey"`
	Stage        string      `json:"stage"`
	Time         string      `json:"time"`
	TimeEpoch    int64       `json:"timeEpoch"` // ms
}

type httpContext struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// pathOf is the path as routes and functions see it: decoded once, also at %2F
// (https://github.com/fastify/aws-lambda-fastify/issues/169 shows an event), and cut
// off at a "?" that was encoded, as a real API was seen to do
// (https://github.com/middleapi/standard-server/pull/93).
func pathOf(decoded string) string {
	path, _, _ := strings.Cut(decoded, "?")
	return path
}

// event builds the payload. The path is decoded, the query string is not: an
// HTTP API was seen to do so (https://github.com/aws/aws-lambda-dotnet/pull/1901).
func (a *API) event(r *http.Request, match routeMatch, requestID string, body []byte) ([]byte, error) {
	now := a.config.Now().UTC()
	domain := hostname(r.Host)
	prefix, _, _ := strings.Cut(domain, ".")
	e := event{
		Version:        "2.0",
		RouteKey:       match.route.key,
		RawPath:        r.URL.Path,
		RawQueryString: r.URL.RawQuery,
		Cookies:        cookies(r.Header),
		Headers:        headers(r, len(body), now),
		Query:          query(r.URL.RawQuery),
		PathParameters: match.parameters,
		Context: requestContext{
			AccountID: a.config.AccountID, APIID: a.config.APIID, DomainName: domain, DomainPrefix: prefix,
			HTTP: httpContext{
				Method: r.Method, Path: r.URL.Path, Protocol: r.Proto, SourceIP: hostname(r.RemoteAddr), UserAgent: r.UserAgent(),
			},
			RequestID: requestID, RouteKey: match.route.key, Stage: a.config.Stage,
			Time: now.Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: now.UnixMilli(),
		},
	}
	if len(body) > 0 {
		text := string(body)
		if e.Base64 = isBinary(r.Header.Get("Content-Type"), body); e.Base64 {
			text = base64.StdEncoding.EncodeToString(body)
		}
		e.Body = &text
	}
	return encode(e)
}

// encode writes <, > and & as they are: escaped they would take six bytes each of
// the payload's 6 MB.
func encode(e event) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// isBinary says whether the body travels in base64. AWS only says "binary"; on a
// real API everything did but text/* and three application types, even forms and
// requests without a content type
// (https://github.com/ministackorg/ministack/pull/766). A text that is not UTF-8
// would not survive JSON, so it travels in base64 too; AWS does not say.
func isBinary(contentType string, body []byte) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = strings.Cut(contentType, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	switch kind {
	case "application/json", "application/xml", "application/javascript":
		return !utf8.Valid(body)
	}
	return !strings.HasPrefix(kind, "text/") || !utf8.Valid(body)
}

// hopByHop are headers between two neighbours on the way.
// https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
func hopByHop(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}

// headers are lower case, repeated ones joined by commas. Cookies have their own
// field. The API adds where the request came from, after what the client says
// about that.
func headers(r *http.Request, length int, now time.Time) map[string]string {
	out := make(map[string]string, len(r.Header)+6)
	for name, values := range r.Header {
		if name != "Cookie" && !hopByHop(name) {
			out[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	out["host"] = r.Host
	out["content-length"] = strconv.Itoa(length)
	proto, port := "http", "80"
	if r.TLS != nil {
		proto, port = "https", "443"
	}
	if _, p, err := net.SplitHostPort(r.Host); err == nil {
		port = p
	}
	forwarded := hostname(r.RemoteAddr)
	if before := strings.Join(r.Header.Values("X-Forwarded-For"), ", "); before != "" {
		forwarded = before + ", " + forwarded
	}
	out["x-forwarded-for"] = forwarded
	out["x-forwarded-port"] = port
	out["x-forwarded-proto"] = proto
	if out["x-amzn-trace-id"] == "" {
		out["x-amzn-trace-id"] = newTraceID(now)
	}
	return out
}

func cookies(h http.Header) []string {
	var out []string
	for _, line := range h.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			if cookie = strings.TrimSpace(cookie); cookie != "" {
				out = append(out, cookie)
			}
		}
	}
	return out
}

// query gives the decoded parameters, repeated ones joined by commas. What is not
// validly encoded stays as it is.
func query(raw string) map[string]string {
	out := map[string]string{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		if before, ok := out[name]; ok {
			value = before + "," + value
		}
		out[name] = value
	}
	return out
}

func unescape(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}

// hostname is an address without its port.
func hostname(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}
