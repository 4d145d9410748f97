package ses

import (
	"net/http"
	"strings"
)

type identityOutput struct {
	IdentityType             string
	VerifiedForSendingStatus bool
	VerificationStatus       string `json:",omitempty"`
}

func identityType(identity string) string {
	if strings.Contains(identity, "@") {
		return "EMAIL_ADDRESS"
	}
	return "DOMAIN"
}

// Verify makes an address or a domain a verified identity, so that mail can be sent from it. It is the seeding that
// CreateEmailIdentity does over the wire; doing it twice is fine.
func (s *Server) Verify(identity string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.identities[strings.ToLower(identity)] = true
}

func (s *Server) createEmailIdentity(r *http.Request) (any, error) {
	var in struct{ EmailIdentity string }
	if err := decode(r, &in); err != nil {
		return nil, err
	}
	name := strings.ToLower(in.EmailIdentity)
	if name == "" || strings.ContainsAny(name, " \r\n/") {
		return nil, fail(codeBadRequest, "EmailIdentity must be an e-mail address or a domain.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.identities[name] {
		return nil, fail(codeAlreadyExists, "Email identity %s already exist.", in.EmailIdentity)
	}
	s.identities[name] = true
	return identityOutput{IdentityType: identityType(name), VerifiedForSendingStatus: true}, nil
}

func (s *Server) getEmailIdentity(r *http.Request) (any, error) {
	name := r.PathValue("identity")
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.identities[strings.ToLower(name)] {
		return nil, fail(codeNotFound, "Email identity %s does not exist.", name)
	}
	return identityOutput{IdentityType: identityType(name), VerifiedForSendingStatus: true, VerificationStatus: "SUCCESS"}, nil
}

// mayUse reports whether mail may be sent from an address: it, its domain or a parent of its domain is verified.
// https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html
func (s *Server) mayUse(address string) bool {
	address = strings.ToLower(address)
	if s.identities[address] {
		return true
	}
	_, domain, _ := strings.Cut(address, "@")
	for ; domain != ""; _, domain, _ = strings.Cut(domain, ".") {
		if s.identities[domain] {
			return true
		}
	}
	return false
}
