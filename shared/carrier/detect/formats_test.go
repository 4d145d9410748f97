package detect

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever number a format describes, its carrier is among the first two candidates, and with another check digit it is no
// candidate of that format.
func TestEveryFormatFindsItsCarrier(t *testing.T) {
	t.Parallel()
	formats, posts := load().formats, load().posts
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(formats).Draw(t, "format")
		number := rapid.StringMatching(f.pattern.String()).Draw(t, "number")
		where := f.pattern.FindStringSubmatchIndex(number)
		serial := f.pattern.SubexpIndex("serial")
		if where == nil || len(number) > maxLength || where[2*serial] < 0 {
			return
		}
		text := number[where[2*serial]:where[2*serial+1]]
		if i := f.pattern.SubexpIndex("check"); i > 0 {
			if strings.Trim(text, "0") == "" {
				return
			}
			digit := f.check.digit(f.check.before[:given(f, text)] + text)
			number = number[:where[2*i]] + digit + number[where[2*i+1]:]
			wrong := "0"
			if digit == "0" {
				wrong = "1"
			}
			other := number[:where[2*i]] + wrong + number[where[2*i+1]:]
			if _, ok := f.candidate(other, posts); ok {
				t.Fatalf("%s %s claims %s, whose check digit is %s and not %s", f.carrier, f.name, other, digit, wrong)
			}
		}
		carrier := f.carrier
		if i := f.pattern.SubexpIndex("country"); i > 0 {
			country := rapid.SampledFrom([]string{"US", "DE", "FR", "GB"}).Draw(t, "country")
			number = number[:where[2*i]] + country
			carrier = posts[country].carrier
		}
		found := Number(number)
		for _, c := range found[:min(2, len(found))] {
			if c.Carrier == carrier {
				return
			}
		}
		t.Fatalf("%s of %s %s: the first two of %v", number, carrier, f.name, found)
	})
}

// given is how much of what a scheme puts before a serial must be put there.
func given(f format, serial string) int {
	if strings.HasPrefix(serial, f.check.before) {
		return 0
	}
	return len(f.check.before)
}

// The numbers of tracking_number_data, where they are at hand: no valid one without its carrier among the first two, no invalid
// one claimed by the format that it breaks.
func TestNumbersOfTheData(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../../../../shared/carriers/tracking_numbers/test_numbers.tsv")
	if err != nil {
		t.Skip("the numbers are not here")
	}
	defer file.Close()
	ours := map[string]string{"amazon": "amazon_shipping", "dhl": "dhl_"} // by courier file, where the code is not its name
	lines := bufio.NewScanner(file)
	lines.Scan()
	for lines.Scan() {
		field := strings.Split(lines.Text(), "\t")
		courier := strings.TrimSuffix(field[0], ".json")
		if code, ok := ours[courier]; ok {
			courier = code
		}
		found := Number(field[2])
		first := false
		for i, c := range found {
			hit := strings.HasPrefix(c.Carrier, courier) || courier == "s10" && c.Format == "s10"
			first = first || hit && i < 2
			if hit && field[3] == "invalid" {
				t.Errorf("%s is no number of %s: %+v", field[2], field[1], c)
			}
		}
		if field[3] == "valid" && !first {
			t.Errorf("%s of %s: %+v", field[2], field[1], found)
		}
	}
}

func TestBrokenTablesAreRefused(t *testing.T) {
	t.Parallel()
	const head = "carrier,format,check,weights,pattern,reason\n"
	for name, c := range map[string]struct{ row, want string }{
		"no such check": {"ups,x,mod12,,^x$,x\n", "row 2: no check"},
		"no weights":    {"ups,x,mod10,,^x$,x\n", "row 2: check \"mod10\" needs weights"},
		"a bad weight":  {"ups,x,mod10,a,^x$,x\n", "row 2: weight"},
		"a bad pattern": {"ups,x,none,,^($,x\n", "row 2: error parsing regexp"},
		"too few cells": {"ups,x\n", "wrong number of fields"},
	} {
		if _, err := parse(head+c.row, "country,carrier,post\n"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
