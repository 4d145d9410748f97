package handler

import (
	"fmt"
	"testing"
	"time"

	"doorstep/shared/store"
)

func TestAccountsOfTheBrand(t *testing.T) {
	t.Parallel()
	const west = "/p/sources/scans/west/credentials"
	for _, c := range []struct {
		name     string
		accounts []string
		vault    vaultlike
		want     string
	}{
		{"a brand that lists none uses the ordinary one", []string{}, vaultlike{credentialsName: `{"client_id":"id"}`}, "[id:1Z0001]"},
		{"another source's accounts do not matter", []string{"ups/west"}, vaultlike{credentialsName: `{"client_id":"id"}`}, "[id:1Z0001]"},
		{"its own", []string{"scans/west"}, vaultlike{credentialsName: `{"client_id":"id"}`, west: `{"client_id":"west"}`}, "[west:1Z0001]"},
		{"the first that opens", []string{"scans/east", "scans/west"}, vaultlike{west: `{"client_id":"west"}`}, "[west:1Z0001]"},
		{"never that of another brand", []string{"scans/west"}, vaultlike{credentialsName: `{"client_id":"id"}`}, "[]"},
	} {
		b := setup()
		b.accounts.parameters, b.accounts.brands = c.vault, brandlike{"aster": c.accounts}
		b.claimed("1Z0001")
		if again := b.deliver(t, request("m", "1Z0001")); again != "" || fmt.Sprint(b.script.asked) != c.want {
			t.Errorf("%s: comes back %q, asked %v", c.name, again, b.script.asked)
		}
		if len(b.box.sent) > 0 && c.want == "[west:1Z0001]" && b.box.sent[0].Account != "west" {
			t.Errorf("%s: the answer is queued as of account %s", c.name, b.box.sent[0].Account)
		}
	}
}

func TestABrandIsRememberedForAWhile(t *testing.T) {
	t.Parallel()
	b := setup()
	n := store.Number{Claims: []store.ClaimState{{}}}
	n.Claims[0].Brand = "aster"
	listed := brandlike{"aster": {"scans/west"}}
	b.accounts.brands = listed
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{0, "[west]"}, {4 * time.Minute, "[west]"}, {5 * time.Minute, "[east]"}} {
		b.at(now.Add(c.after))
		got, err := b.accounts.with(t.Context(), "scans", n)
		if err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("after %v: %v, %v", c.after, got, err)
		}
		listed["aster"] = []string{"scans/east"}
	}
}
