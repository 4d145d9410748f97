package decode_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

func TestKindOfStatus(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"400": "invalid", "401": "unauthorized", "403": "unauthorized", "404": "not_found", "429": "rate_limited", "500": "upstream", "504": "upstream",
		"408": "upstream", "INVALID_TOKEN": "unauthorized", "200": "", "4040": "", "4xx": "", "": "", "E1142": "",
	} {
		if got := decode.KindOfStatus(word); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestKindOfWords(t *testing.T) {
	t.Parallel()
	sayings := []decode.Saying{{carrier.NotFound, "inconnu|introuvable"}, {carrier.Unauthorized, "mot de passe"}}
	for text, want := range map[string]string{
		"Colis INCONNU":                    "not_found",
		"mot de passe introuvable":         "not_found", // the first saying counts, not the first word of the text
		"Le mot de passe n'est pas valide": "unauthorized",
		"Not found":                        "",
		"":                                 "",
	} {
		if got := decode.KindOfWords(text, sayings...); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestKindOfText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Too Many Requests": "rate_limited", "Quota of your API key is used up": "rate_limited", "Access denied": "unauthorized", "Shipment not found": "not_found",
		"The service is unavailable": "upstream", "Wrong format": "", "": "",
	} {
		if got := decode.KindOfText(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestCodeAndMessage(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"code":4102,"type":"BadRequest","message":"No such tracking"}`: "4102/No such tracking",
		`{"message":"Forbidden"}`: "/Forbidden",
		`{"code":{"inner":1}}`:    "/",
		`{}`:                      "/", `null`: "/", `"a sentence"`: "/", `[1]`: "/",
	} {
		r := payload.New([]byte(body))
		code, message := decode.CodeAndMessage(r)
		if got := code + "/" + message; got != want || r.Err() != nil {
			t.Errorf("%s: got %q, want %q (%v)", body, got, want, r.Err())
		}
	}
}
