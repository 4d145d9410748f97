package decode

import "strings"

// Pairs reads a table that is part of an adapter: two columns divided by a comma, below a line of headings. It gives the second
// column by the first.
func Pairs(table string) map[string]string {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	pairs := make(map[string]string, len(lines))
	for _, line := range lines[1:] {
		key, value, _ := strings.Cut(line, ",")
		pairs[key] = value
	}
	return pairs
}
