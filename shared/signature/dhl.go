package signature

// dhlToken is what DHL's unified push offers: it signs nothing. A subscription may name a header and a token, which DHL then sends
// with every push (hook.authentication of type ApiKeyAuthentication,
// https://developer.dhl.com/api-reference/shipment-tracking-unified-push). The name is the merchant's choice; the usual ones are
// looked at, and the token is the secret. DHL eCommerce Americas sends the credentials of its registration as a bearer.
func dhlToken(r Request, secret string) bool {
	byKey := equal(only(r.Header, "X-Api-Key"), secret)
	byHook := equal(only(r.Header, "Dhl-Api-Hook-Token"), secret)
	byPlain := equal(only(r.Header, "Authorization"), secret)
	byBearer := equal(bearer(only(r.Header, "Authorization")), secret)
	return byKey || byHook || byPlain || byBearer
}
