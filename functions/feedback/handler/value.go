package handler

import (
	"bytes"
	"encoding/json"
)

// value is a part of a JSON document that is read leniently: what is missing, or of another type, is empty. AWS adds fields to its
// events without notice, and one that we do not need must not cost us a complaint.
type value struct{ v any }

func parse(body []byte) (value, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return value{v}, err
}

func (v value) at(path ...string) value {
	for _, name := range path {
		fields, _ := v.v.(map[string]any)
		v = value{fields[name]}
	}
	return v
}

func (v value) text() string {
	s, _ := v.v.(string)
	return s
}

// items gives a list's values; a single one counts as a list of one.
func (v value) items() []value {
	list, ok := v.v.([]any)
	if !ok {
		if v.v == nil {
			return nil
		}
		return []value{v}
	}
	out := make([]value, len(list))
	for i, item := range list {
		out[i] = value{item}
	}
	return out
}

// first gives the text of a list's first value, as SES writes tags: "brand": ["aster"].
func (v value) first() string {
	for _, item := range v.items() {
		return item.text()
	}
	return ""
}

// millis gives a number of milliseconds; 0 when it is none.
func (v value) millis() int64 {
	n, ok := v.v.(json.Number)
	if !ok {
		return 0
	}
	i, err := n.Int64()
	if err != nil {
		return 0
	}
	return i
}
