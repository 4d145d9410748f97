package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CORS is the API's answer to preflight requests, and what it adds to other
// responses. With it the API ignores the CORS headers of the functions.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
type CORS struct {
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string

	AllowCredentials bool
	MaxAge           time.Duration // zero: not said
}

// isPreflight says whether a browser asks for permission.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// answer answers a preflight, whether or not a route has OPTIONS. An origin that
// is not allowed gets no CORS headers, so the browser refuses.
func (c *CORS) answer(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	c.decorate(h, r)
	if h.Get("Access-Control-Allow-Origin") != "" {
		setList(h, "Access-Control-Allow-Methods", c.AllowMethods)
		setList(h, "Access-Control-Allow-Headers", c.AllowHeaders)
		if c.MaxAge > 0 {
			h.Set("Access-Control-Max-Age", strconv.Itoa(int(c.MaxAge.Seconds())))
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// decorate adds the headers that every response to an allowed origin carries. It
// does nothing on nil.
func (c *CORS) decorate(h http.Header, r *http.Request) {
	origin := r.Header.Get("Origin")
	if c == nil || origin == "" {
		return
	}
	switch {
	case slices.Contains(c.AllowOrigins, "*"):
		h.Set("Access-Control-Allow-Origin", "*")
	case c.allows(origin):
		h.Set("Access-Control-Allow-Origin", origin)
	default:
		return
	}
	if c.AllowCredentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	setList(h, "Access-Control-Expose-Headers", c.ExposeHeaders)
}

// allows knows exact origins and "https://*".
func (c *CORS) allows(origin string) bool {
	return slices.ContainsFunc(c.AllowOrigins, func(allowed string) bool {
		prefix, isPattern := strings.CutSuffix(allowed, "*")
		return strings.EqualFold(allowed, origin) || isPattern && strings.HasPrefix(strings.ToLower(origin), strings.ToLower(prefix))
	})
}

func setList(h http.Header, name string, values []string) {
	if len(values) > 0 {
		h.Set(name, strings.Join(values, ","))
	}
}
