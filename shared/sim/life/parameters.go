package life

import (
	"encoding/json"
	"fmt"
	"strings"

	"doorstep/shared/carrier/carriersim"
)

// Prefix is where parameters begin.
const Prefix = "/sim"

// pushers are the sources that send pushes.
func pushers() []string { return []string{"aftership", "dhl", "easypost", "ups", "usps"} }

// asked are the sources that answer questions.
func asked() []string { return []string{"canadapost", "dhl", "easypost", "ups", "usps"} }

// secretOf is what an account and its source agreed on. Another account's opens nothing.
func secretOf(source, account string) string {
	return carriersim.Secret(source, agreed(source, account))
}

// Parameters gives the values of SSM by full name: prefix "/sim".
func (l *Life) Parameters() map[string]string {
	values := map[string]string{
		Prefix + "/keys/link":   strings.Repeat("11", 32),
		Prefix + "/keys/lookup": strings.Repeat("22", 32), // as Check has it
		Prefix + "/keys/kek":    strings.Repeat("33", 32),
	}
	for _, account := range []string{"default", "birch"} {
		for _, source := range pushers() {
			values[fmt.Sprintf("%s/sources/%s/%s/secret", Prefix, source, account)] = secretOf(source, account)
		}
	}
	for _, source := range asked() {
		credentials, err := json.Marshal(carriersim.Credentials(source, carrierOrigin))
		if err != nil { // a map of strings
			continue
		}
		for _, account := range []string{"default", "birch"} {
			values[fmt.Sprintf("%s/sources/%s/%s/credentials", Prefix, source, account)] = string(credentials)
		}
	}
	return values
}
