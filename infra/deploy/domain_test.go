package deploy_test

import (
	"slices"
	"strings"
	"testing"
)

const certificate = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"

// A host is put in front of the API only when its certificate is there, its record only where the zone is ours, and links follow
// PublicUrl first, then the host.
func TestDomainOfTheMerchant(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		parameters map[string]string
		resources  string
		publicURL  string
	}{
		"none":                  {nil, "", ""},
		"a public address":      {map[string]string{"PublicUrl": "https://cdn.example"}, "", "https://cdn.example"},
		"a host":                {map[string]string{"DomainName": "track.aster.example", "CertificateArn": certificate}, "Domain DomainMapping", "https://track.aster.example"},
		"a host in our zone":    {map[string]string{"DomainName": "track.aster.example", "CertificateArn": certificate, "HostedZoneId": "Z0"}, "Domain DomainMapping DomainRecord", "https://track.aster.example"},
		"a host behind another": {map[string]string{"DomainName": "track.aster.example", "CertificateArn": certificate, "PublicUrl": "https://cdn.example"}, "Domain DomainMapping", "https://cdn.example"},
		"no certificate":        {map[string]string{"DomainName": "track.aster.example", "HostedZoneId": "Z0"}, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loaded := load(t, c.parameters)
			var there []string
			for _, resource := range loaded.Resources() {
				if strings.HasPrefix(resource.ID, "Domain") {
					there = append(there, resource.ID)
				}
			}
			if slices.Sort(there); strings.Join(there, " ") != c.resources {
				t.Errorf("resources %v, want %q", there, c.resources)
			}
			for _, id := range []string{"Orders", "Track"} {
				if got := loaded.properties(id).at("Environment", "Variables", "PUBLIC_URL").text(); got != c.publicURL {
					t.Errorf("PUBLIC_URL of %s is %q, want %q", id, got, c.publicURL)
				}
			}
		})
	}
}
