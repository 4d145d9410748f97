package suivi_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/suivi"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	for want, cases := range map[string][][2]string{
		carrier.NotFound:     {{"404", ""}, {"104", "x"}, {"RESOURCE_NOT_FOUND", ""}, {"", "Numéro de colis inconnu"}, {"E1", "Aucun résultat"}},
		carrier.Unauthorized: {{"401", ""}, {"403", "x"}, {"UNAUTHORIZED", ""}, {"", "Identifiant ou mot de passe invalide"}},
		carrier.RateLimited:  {{"429", ""}, {"TOO_MANY_REQUESTS", ""}, {"QUOTA_EXCEEDED", ""}, {"", "Trop de requêtes"}},
		carrier.Upstream:     {{"500", ""}, {"504", "x"}, {"GATEWAY_TIMEOUT", ""}, {"", "Service momentanément indisponible"}},
		carrier.Invalid:      {{"400", "Votre numéro est inconnu. Veuillez le ressaisir en respectant le format."}, {"BAD_REQUEST", "x"}, {"", ""}, {"E1", "x"}},
	} {
		for _, c := range cases {
			if got := suivi.KindOf(c[0], c[1]); got != want {
				t.Errorf("%v: got %s, want %s", c, got, want)
			}
		}
	}
}

// A brand may have no six-letter codes; one that has keeps the situation of a reason that it does not know.
func TestInterpret(t *testing.T) {
	t.Parallel()
	codes, err := carrier.ParseCodes(`field,code,text,status,sub,source
code,ND1,Non distribuable,delivery_attempted,,https://example.com
code,DI1,Distribué,delivered,,https://example.com
situation,LIV,Livraison,delivered,,https://example.com
words,voisin,,delivered,to_neighbour,https://example.com
words,refus,,exception,refused,https://example.com
words,absen,,delivery_attempted,not_home,https://example.com
`)
	if err != nil {
		t.Fatal(err)
	}
	b := suivi.Brand{Source: "laposte", Name: "La Poste", Codes: codes}
	for _, c := range [][3]string{
		{"DI1", "x", "delivered/"}, {"di1", "chez un voisin", "delivered/to_neighbour"}, {"DI1", "après une absence", "delivered/"},
		{"ND1", "x", "delivery_attempted/"}, {"ND1", "absent", "delivery_attempted/not_home"}, {"ND1", "refusé", "exception/refused"}, {"ND1", "chez un voisin", "delivery_attempted/"},
		{"LIVZZZ", "x", "delivered/"}, {"LIVZ", "x", "nothing"}, {"ZZZLIV", "x", "nothing"}, {"ZZ1", "Distribué.", "delivered/"}, {"", "absent", "delivery_attempted/not_home"}, {"", "", "nothing"},
	} {
		got := "nothing"
		if m, ok := b.Interpret(c[0], c[1]); ok {
			got = string(m.Status) + "/" + m.Sub
		}
		if got != c[2] {
			t.Errorf("%q %q: got %s, want %s", c[0], c[1], got, c[2])
		}
	}
}
