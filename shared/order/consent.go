package order

import (
	"cmp"
	"slices"
	"time"
)

// maxWords bounds the log of a consent. What still holds of it is kept beside the newest.
const maxWords = 6

// Told reports whether anything was said.
func (c Consent) Told() bool { return c.Email != nil || c.SMS != nil || c.Extra != nil }

// Words gives what was said when, the oldest first.
func (c Consent) Words() []Word {
	if len(c.Log) > 0 {
		return c.Log
	}
	if !c.Told() {
		return nil
	}
	return []Word{{c.Email, c.SMS, c.Extra, c.At, c.How}}
}

// With gives the consent after somebody's word, whose At is its time, else at, else now. Each of Email, SMS and Extra is what was said
// of it last. Words may come late, twice and in any order: the consent is a function of the set of them, so what is older undoes
// nothing. Of two words of one time the refusal holds. A word that nobody dated and that says nothing new is none.
func (c Consent) With(said Consent, at string, now time.Time) Consent {
	if !said.Told() {
		return c
	}
	w := Word{said.Email, said.SMS, said.Extra, cmp.Or(said.At, at), said.How}
	if w.At == "" {
		if w.agrees(c) {
			return c
		}
		w.At = now.UTC().Format(time.RFC3339)
	}
	return consentOf(append(slices.Clone(c.Words()), w))
}

// consentOf gives what follows from words in any order.
func consentOf(words []Word) Consent {
	slices.SortFunc(words, Word.compare)
	words = slices.CompactFunc(words, func(a, b Word) bool { return a.compare(b) == 0 })
	var out []Word
	for i, w := range words {
		// A merchant who tells the same with each body fills the log with nothing: the newest of such a row says all of it.
		if i+1 < len(words) && w.says(words[i+1]) {
			continue
		}
		out = append(out, w)
	}
	out = bounded(out)
	newest := out[len(out)-1]
	c := Consent{Email: held(out, Word.email), SMS: held(out, Word.sms), Extra: held(out, Word.extra), At: newest.At, How: newest.How}
	if len(out) > 1 {
		c.Log = out
	}
	return c
}

// bounded keeps the newest words, and those of the others that still hold.
func bounded(words []Word) []Word {
	drop := len(words) - maxWords
	if drop <= 0 {
		return words
	}
	holding := []int{last(words, Word.email), last(words, Word.sms), last(words, Word.extra)}
	var kept []Word
	for i, w := range words {
		if i >= drop || slices.Contains(holding, i) {
			kept = append(kept, w)
		}
	}
	return kept
}

func (w Word) email() *bool { return w.Email }
func (w Word) sms() *bool   { return w.SMS }
func (w Word) extra() *bool { return w.Extra }

// held gives the answer that holds for one of the three.
func held(words []Word, of func(Word) *bool) *bool {
	if i := last(words, of); i >= 0 {
		return of(words[i])
	}
	return nil
}

// last gives the index of the word that holds for one of the three; -1 when none tells of it.
func last(words []Word, of func(Word) *bool) int {
	at := -1
	var newest time.Time
	for i, w := range words {
		v := of(w)
		if v == nil {
			continue
		}
		t := w.when(*v)
		if at < 0 || t.After(newest) || t.Equal(newest) && !*v {
			at, newest = i, t
		}
	}
	return at
}

// when is the time of a yes or no. Of a bare date, a yes counts from its first moment and a no until its last: who refused during the
// day is not overruled by what was dated with the day alone.
func (w Word) when(yes bool) time.Time {
	t, err := time.Parse(time.RFC3339, w.At)
	if err == nil {
		return t
	}
	t, err = time.Parse(dateLayout, w.At)
	if err == nil && !yes {
		t = t.Add(24*time.Hour - 1)
	}
	return t
}

// compare orders words by time; those of one time stand in some order that is always the same.
func (w Word) compare(v Word) int {
	return cmp.Or(
		w.when(true).Compare(v.when(true)), compareAnswers(w.Email, v.Email), compareAnswers(w.SMS, v.SMS), compareAnswers(w.Extra, v.Extra),
		cmp.Compare(w.At, v.At), cmp.Compare(w.How, v.How),
	)
}

func compareAnswers(a, b *bool) int { return cmp.Compare(answer(a), answer(b)) }

func answer(b *bool) int {
	switch {
	case b == nil:
		return 0
	case *b:
		return 1
	default:
		return 2
	}
}

// says reports whether two words say the same, whenever they did. A date and a time are not alike: see when.
func (w Word) says(v Word) bool {
	alike := (len(w.At) == len(dateLayout)) == (len(v.At) == len(dateLayout))
	v.At = w.At
	return alike && w.compare(v) == 0
}

// agrees reports whether a consent holds all that the word says already.
func (w Word) agrees(c Consent) bool {
	for _, pair := range [][2]*bool{{w.Email, c.Email}, {w.SMS, c.SMS}, {w.Extra, c.Extra}} {
		if pair[0] != nil && compareAnswers(pair[0], pair[1]) != 0 {
			return false
		}
	}
	return true
}
