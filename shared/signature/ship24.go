package signature

// ship24Bearer is what Ship24 offers: it signs nothing and presents the webhook secret of the account as a bearer token
// (https://docs.ship24.com/webhooks).
func ship24Bearer(r Request, secret string) bool {
	return equal(bearer(only(r.Header, "Authorization")), secret)
}
