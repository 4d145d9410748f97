package signature

import "net/http"

// amazonSecret is what Amazon Shipping offers: it signs nothing. With Amazon's contact the merchant agrees on an API key in a header
// (X-API-KEY in Amazon's example), a user name and password, or a bearer token; the secret of a user name and password is
// "name:password". A key in the query of the address is what Secret is for
// (https://developer-docs.amazon.com/amazon-shipping/docs/track-a-shipment-push-notifications).
func amazonSecret(r Request, secret string) bool {
	authorization := only(r.Header, "Authorization")
	byKey := equal(only(r.Header, "X-Api-Key"), secret)
	byBearer := equal(bearer(authorization), secret)
	byPassword := equal(basic(authorization), secret)
	return byKey || byBearer || byPassword
}

// basic gives "name:password" of HTTP Basic authentication (RFC 7617).
func basic(authorization string) string {
	request := http.Request{Header: http.Header{"Authorization": {authorization}}}
	name, password, ok := request.BasicAuth()
	if !ok {
		return ""
	}
	return name + ":" + password
}
