package signature

// sekoSecret is what SEKO's OmniParcel offers: it signs nothing. It repeats a user name and a password that the merchant gave
// it, in the headers Username and Password (https://seko.atlassian.net/wiki/spaces/RSC/pages/2470119007) or, as the same page
// calls it, by HTTP Basic. The secret is "username:password", or the password alone where no user name was given.
func sekoSecret(r Request, secret string) bool {
	user, password := only(r.Header, "Username"), only(r.Header, "Password")
	if user != "" {
		password = user + ":" + password
	}
	byHeaders := equal(password, secret)
	byBasic := equal(basic(only(r.Header, "Authorization")), secret)
	return byHeaders || byBasic
}
