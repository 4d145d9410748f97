// Package web joins API Gateway to net/http: a function is written, and tested, as a plain http.Handler, and Handler turns the
// events of an HTTP API (payload format 2.0) into requests and the responses back. It also writes the answers that every
// function shares: problem documents and security headers. It routes nothing and authenticates nobody.
package web

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
)

// Handler serves the events of an HTTP API with h. The context of the invocation is the request's, its deadline included.
// Format: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func Handler(h http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		answer := newAnswer()
		request, err := Request(ctx, event)
		if err == nil && !plain(request.URL.Path) {
			err = fault.New(fault.NotFound, "no such route")
		}
		if err != nil {
			WriteError(answer, err)
			return answer.event(), nil
		}
		h.ServeHTTP(answer, request)
		return answer.event(), nil
	}
}

// Request makes the request of an event. The error is of kind fault.Malformed when the body is not the base64 that it says
// it is.
func Request(ctx context.Context, event events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := event.Body
	if event.IsBase64Encoded {
		raw, err := base64.StdEncoding.DecodeString(event.Body)
		if err != nil {
			return nil, fault.Wrap(fault.Malformed, err, "decode body")
		}
		body = string(raw)
	}
	// API Gateway has decoded rawPath once, and rawQueryString not at all (https://github.com/fastify/aws-lambda-fastify/issues/169 and
	// https://github.com/honojs/hono/issues/2156 show events). A second decoding here would make "%2e%2e" a path of its own.
	target := &url.URL{Path: event.RawPath, RawQuery: event.RawQueryString}
	request, err := http.NewRequestWithContext(ctx, event.RequestContext.HTTP.Method, "/", strings.NewReader(body))
	if err != nil {
		return nil, fault.Wrap(fault.Malformed, err, "read method")
	}
	request.URL = target
	request.RequestURI = target.RequestURI()
	request.RemoteAddr = event.RequestContext.HTTP.SourceIP
	for name, value := range event.Headers {
		request.Header.Set(name, value) // several headers of one name come joined by commas
	}
	if len(event.Cookies) > 0 { // API Gateway takes them out of the headers
		request.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	request.Host = host(event.RequestContext.DomainName, request.Header.Get("Host"))
	return request, nil
}

// plain tells whether a path is what it says. Where http.ServeMux meets "..", "." or "//" it sends the browser elsewhere, with an answer
// that has none of our headers and a method that may become GET; API Gateway passes such paths on, and nobody who follows our links has any.
func plain(p string) bool {
	return path.IsAbs(p) && (path.Clean(p) == p || path.Clean(p)+"/" == p)
}

// host prefers the domain that API Gateway vouches for. The Host header adds nothing to it but a port, and of that only digits: links are
// built on it, and behind "shop.example:x@evil.example" stands another host.
func host(domain, header string) string {
	if domain == "" {
		return header
	}
	name, port, ok := strings.Cut(header, ":")
	if !ok || !strings.EqualFold(name, domain) || port == "" || len(port) > len("65535") || strings.Trim(port, "0123456789") != "" {
		return domain
	}
	return domain + ":" + port
}

// BaseURL gives scheme and host, without a slash at the end, of links to this deployment: configured when it is set, else
// what the request came through. It trusts X-Forwarded-Proto, which API Gateway sets itself.
func BaseURL(configured string, r *http.Request) string {
	if configured != "" {
		return strings.TrimRight(configured, "/")
	}
	scheme := "https"
	if r.Header.Get("X-Forwarded-Proto") == "http" {
		scheme = "http"
	}
	return scheme + "://" + r.Host
}
