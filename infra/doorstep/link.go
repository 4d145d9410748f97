package main

import (
	"encoding/json"
	"net/http"
)

const linkHelp = `doorstep link show|rotate --url URL --brand BRAND ORDER [--scope owner|gift|support]

show     makes and prints a link to the order's page: "owner" is the shopper's own, "gift" shows progress without contents and
         prices, "support" is for your team and shows who told what
rotate   revokes every link of the order, whoever has one, and prints the shopper's new one. Links that were sent in messages
         no longer open then

` + apiHelp + `
Example: DOORSTEP_KEY=local-dev-key doorstep link show --url http://127.0.0.1:8080 --brand aster --scope support 1001
`

func (p process) link(args []string) int {
	fs := p.flags("link", linkHelp)
	to := p.apiFlags(fs)
	scope := fs.String("scope", "owner", "")
	action, rest := first(args)
	if code, done := p.apiArguments(fs, to, rest, "ORDER"); done {
		return code
	}
	if action != "show" && action != "rotate" {
		return p.misuse(fs, "want show or rotate in front of the flags")
	}
	if action == "rotate" {
		return p.ask("link rotate", to, http.MethodDelete, fs.Arg(0), "/links", nil)
	}
	body, err := json.Marshal(map[string]string{"scope": *scope})
	if err != nil {
		return p.complain("link", "%v", err)
	}
	return p.ask("link show", to, http.MethodPost, fs.Arg(0), "/links", body)
}

// first takes the word behind a command; a flag is none, so that --help reaches the flags.
func first(args []string) (word string, rest []string) {
	if len(args) == 0 || args[0] != "" && args[0][0] == '-' {
		return "", args
	}
	return args[0], args[1:]
}
