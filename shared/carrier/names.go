package carrier

import (
	_ "embed"
	"strings"
	"sync"
)

// namesCSV lists what senders call carriers, without everything but letters and digits: EasyPost's carrier names, AfterShip's
// slugs, 17TRACK's names, the companies that Shopify offers. A name without a code only begins like that of a known carrier:
// "Correos Costa Rica" is not the Spanish post.
//
//go:embed names.csv
var namesCSV string

var names = sync.OnceValue(func() map[string]string {
	lines := strings.Split(strings.TrimSpace(namesCSV), "\n")
	table := make(map[string]string, len(lines))
	for _, line := range lines[1:] {
		name, code, _ := strings.Cut(line, ",")
		table[name] = code
	}
	return table
})

// maxName is how much of a name is looked at: shops let people type anything.
const maxName = 80

// Code gives the Doorstep code of the carrier that a sender names: "UPS SurePost", "ups-mi" and "UPS® Ground" are "ups". The
// whole name counts first, then ever fewer of its leading words. Unknown names give "".
func Code(name string) string {
	if len(name) > maxName {
		name = name[:maxName]
	}
	words := strings.FieldsFunc(plainLetters.Replace(strings.ToLower(name)), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	for n := len(words); n > 0; n-- {
		if code, ok := names()[strings.Join(words[:n], "")]; ok {
			return code
		}
	}
	return ""
}

// plainLetters writes letters with marks as the table does: "Österreichische Post", "Colis Privé", "Lietuvos Paštas".
var plainLetters = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a", "â", "a", "å", "a", "ã", "a", "í", "i", "î", "i", "ó", "o", "ô", "o",
	"ø", "o", "õ", "o", "ú", "u", "ç", "c", "č", "c", "š", "s", "ž", "z", "ř", "r", "ě", "e", "ł", "l", "ñ", "n", "ą", "a", "ę", "e", "ś", "s", "ż", "z", "ź", "z", "ć", "c", "ń", "n",
)
