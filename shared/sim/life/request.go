package life

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier/carriersim"
)

const host = "track.sim.example"

// request makes what API Gateway hands over: names of headers in lower case, a body that is no text in base64.
func request(at time.Time, method, route, path string, parameters map[string]string, header http.Header, body []byte) events.APIGatewayV2HTTPRequest {
	r := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: method + " " + route, RawPath: path, PathParameters: parameters, Headers: map[string]string{"host": host}, Body: string(body),
	}
	if !utf8.Valid(body) {
		r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	for name, values := range header {
		r.Headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	r.RequestContext.DomainName, r.RequestContext.RouteKey = host, r.RouteKey
	r.RequestContext.TimeEpoch = at.UnixMilli()
	r.RequestContext.HTTP.Method, r.RequestContext.HTTP.Path, r.RequestContext.HTTP.SourceIP = method, path, "192.0.2.7"
	return r
}

// pushed is the request of a push.
func pushed(at time.Time, source, account string, p carriersim.Push) events.APIGatewayV2HTTPRequest {
	if account == "default" {
		return request(at, "POST", "/webhooks/{source}", "/webhooks/"+source, map[string]string{"source": source}, p.Header, p.Body)
	}
	return request(at, "POST", "/webhooks/{source}/{account}", "/webhooks/"+source+"/"+account, map[string]string{"source": source, "account": account}, p.Header, p.Body)
}

// ordered is a request of a merchant about an order.
func ordered(at time.Time, method string, b storefront, number string, body []byte) events.APIGatewayV2HTTPRequest {
	header := http.Header{"Authorization": {"Bearer " + b.key}}
	if len(body) > 0 {
		header.Set("Content-Type", "application/json")
	}
	return request(at, method, "/v1/orders/{brand}/{number}", "/v1/orders/"+b.id+"/"+number, map[string]string{"brand": b.id, "number": number}, header, body)
}
