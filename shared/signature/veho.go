package signature

// vehoSecret is what Veho offers: it signs nothing. It repeats the headers that the merchant gives with the configuration of a push
// (customHeaders, https://docs.api.shipveho.com/docs/veho-api/e777wryv1msks-veho-api): X-Api-Key, or Authorization with a bearer
// token.
func vehoSecret(r Request, secret string) bool {
	byKey := equal(only(r.Header, "X-Api-Key"), secret)
	byBearer := equal(bearer(only(r.Header, "Authorization")), secret)
	return byKey || byBearer
}
