package geo

import "strings"

// folds gives the plain letters for the Latin letters that names of places hold besides A to Z: the letters before each "=" become
// what follows it. Letters of other scripts are not there: such a name is unknown.
var folds = [...]string{
	"ÀÁÂÃÄÅĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶàáâãäåāăąǎạảấầẩẫậắằẳẵặ=A", "Ææ=AE", "ÇĆĈĊČçćĉċč=C", "ĎĐÐďđð=D", "ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆèéêëēĕėęěẹẻẽếềểễệ=E",
	"ĜĞĠĢĝğġģ=G", "ĤĦĥħḨḩḤḥ=H", "ÌÍÎÏĨĪĬĮİỈỊìíîïĩīĭįıỉị=I", "Ĵĵ=J", "Ķķ=K", "ĹĻĽĿŁĺļľŀł=L", "ÑŃŅŇñńņň=N",
	"ÒÓÔÕÖØŌŎŐƠỌỎỐỒỔỖỘỚỜỞỠỢòóôõöøōŏőơọỏốồổỗộớờởỡợ=O", "Œœ=OE", "ŔŖŘŕŗř=R", "ŚŜŞŠȘśŝşšșṢṣ=S", "ß=SS", "ŢŤŦȚţťŧțṬṭ=T", "Þþ=TH",
	"ÙÚÛÜŨŪŬŮŰŲƯỤỦỨỪỬỮỰùúûüũūŭůűųưụủứừửữự=U", "Ŵŵ=W", "ÝŶŸỲỴỶỸýŷÿỳỵỷỹ=Y", "ŹŻŽẔźżžẕ=Z",
}

// shorts are words that carriers cut, all brought to one spelling when a name begins with them.
var shorts = [...][2]string{{"SAINT ", "ST"}, {"SAINTE ", "STE"}, {"FORT ", "FT"}, {"MOUNT ", "MT"}, {"MOUNTAIN ", "MTN"}}

// Key brings a name to the one spelling under which the table has it: capital letters A to Z only, without spaces and marks, as
// KOLN for "Köln". "Koeln" keeps its own spelling; the table has both. A name with letters of another script gives nothing.
func Key(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'A' && r <= 'Z' || r == ' ':
			b.WriteRune(r)
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		case r == '-' || r == '\u2010' || r == '\u2011' || r == '/':
			b.WriteByte(' ')
		case r < 0x80, r == '’', r == '‘', r == 'ʻ', r == 'ʼ', r == 'ʾ', r == 'ʿ', r == '\u00b4', r >= 0x0300 && r <= 0x036f:
		default:
			plain := fold(r)
			if plain == "" {
				return ""
			}
			b.WriteString(plain)
		}
	}
	key := strings.Join(strings.Fields(b.String()), " ")
	for _, s := range shorts {
		if rest, ok := strings.CutPrefix(key, s[0]); ok {
			key = s[1] + rest
		}
	}
	return strings.ReplaceAll(key, " ", "")
}

func fold(r rune) string {
	for _, f := range folds {
		if from, to, _ := strings.Cut(f, "="); strings.ContainsRune(from, r) {
			return to
		}
	}
	return ""
}
