package order

import (
	"net/url"
	"strings"
)

// An order number may hold what no segment of a path can: API Gateway decodes a path before it looks for its route, so that "%2F" is a
// slash there and the route another one, and cuts it off at a "?" that it decoded
// (https://github.com/fastify/aws-lambda-fastify/issues/169, https://github.com/middleapi/standard-server/pull/93). Such characters are
// therefore encoded twice: "INV/7" is sent as "INV%252F7". A "%" is where one of these escapes would be read otherwise.
var (
	intoSegment = strings.NewReplacer("/", "%2F", "?", "%3F", "%2F", "%252F", "%2f", "%252f", "%3F", "%253F", "%3f", "%253f", "%25", "%2525", "%2E", "%252E", "%2e", "%252e")
	fromSegment = strings.NewReplacer("%2F", "/", "%2f", "/", "%3F", "?", "%3f", "?", "%25", "%", "%2E", ".", "%2e", ".")
)

// Segment writes an order number as a segment of the API's path, encoded so that it survives API Gateway.
func Segment(number string) string {
	inner := intoSegment.Replace(number)
	if number == "." || number == ".." { // a segment of dots is no segment
		inner = strings.ReplaceAll(number, ".", "%2E")
	}
	return url.PathEscape(inner)
}

// FromSegment reads the order number of a segment that API Gateway has decoded once.
func FromSegment(segment string) string { return fromSegment.Replace(segment) }
