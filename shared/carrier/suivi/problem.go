package suivi

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
)

// problem gives why an entry has no shipment: returnCode is an HTTP status of its own for each number, and before the API
// stands a gateway that writes {"code":"UNAUTHORIZED","message":"…"}.
func (e *Entry) problem() (carrier.Problem, bool) {
	p, failed := e.refusal.Problem()
	switch {
	case e.kind != "" || e.code != "" && e.code != "0" && !strings.HasPrefix(e.code, "2"):
		p.Code, failed = e.code, true
	case e.gateway != "":
		p.Code, failed = e.gateway, true
	}
	p.Message = cmp.Or(e.message, p.Message)
	p.Number = e.parcel.Number
	p.Kind = cmp.Or(e.kind, KindOf(p.Code, p.Message))
	return p, failed
}

// KindOf sorts a refusal by its code and its message, which is in French or English. 104 is how the API of the public page
// says that it knows no such number.
func KindOf(code, message string) string {
	if code == "104" {
		return carrier.NotFound
	}
	words := strings.ToLower(strings.ReplaceAll(code, "_", " "))
	kind := cmp.Or(decode.KindOfStatus(code), decode.KindOfText(words))
	if kind == "" && words == "bad request" {
		kind = carrier.Invalid
	}
	if kind == "" {
		kind = decode.KindOfWords(message, french...)
	}
	return cmp.Or(kind, decode.KindOfText(message), carrier.Invalid)
}

// french are words of messages, the most exact first.
var french = []decode.Saying{
	{Kind: carrier.RateLimited, Words: "trop de requêtes"},
	{Kind: carrier.Unauthorized, Words: "non autorisé|mot de passe|identifiant|accès refusé|clé"},
	{Kind: carrier.NotFound, Words: "inconnu|introuvable|pas trouvé|pas été trouvé|aucun"},
	{Kind: carrier.Upstream, Words: "indisponible|erreur système|erreur technique|erreur interne|plus tard"},
}
