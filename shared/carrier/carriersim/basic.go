package carriersim

import (
	"net/http"

	"doorstep/shared/carrier"
)

// userName and userPassword are those of the simulated accounts that prove themselves by HTTP Basic.
const (
	userName     = "sim-user"
	userPassword = "sim-password"
)

func userCredentials() carrier.Credentials {
	return carrier.Credentials{"username": userName, "password": userPassword}
}

// basic allows calls with the user name and password of the only account.
func basic(_ *Sim, r *http.Request) bool {
	name, password, ok := r.BasicAuth()
	return ok && name == userName && password == userPassword
}
