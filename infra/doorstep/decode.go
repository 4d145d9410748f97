package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
)

const decodeHelp = `doorstep decode --source S --kind webhook|poll [FILE|-]

Reads one payload from FILE (or standard input) and prints one JSON object: the parcels in it, folded as the system would
fold them, and the problems that the sender reports. A code that no table knows gives an event of status "unknown" and
sub-status "unmapped_code"; "unknown_codes" lists such codes with their words and how many events have them: rows that are missing
in the carrier's codes.csv.

  --source S   who sent it, such as ups; "doorstep carriers" lists them all
  --kind K     the road it came by: webhook or poll
  --batch      read lines "source<TAB>kind<TAB>path" on standard input instead, and print one object per line, each with its
               "path"; a payload that cannot be read does not end the run

estimated_delivery is the newest estimate, or the day of delivery for a delivered parcel without one. Exit status 2: the
payload cannot be read at all; the object printed then says why in a problem of kind "malformed".
`

func (p process) decode(args []string) int {
	adapters := registry.New()
	fs := p.flags("decode", decodeHelp)
	source := fs.String("source", "", "")
	kind := fs.String("kind", "", "")
	batch := fs.Bool("batch", false, "")
	if code, done := p.parse(fs, args); done {
		return code
	}
	_, known := adapters.Find(*source)
	switch {
	case *batch && fs.NArg() > 0:
		return p.misuse(fs, "--batch reads its list from standard input and takes no file")
	case *batch:
		return p.decodeBatch(adapters)
	case *source == "" || *kind == "":
		return p.misuse(fs, "--source and --kind are needed, before the file")
	case !known:
		return p.misuse(fs, "no adapter for source %q; there are: %s", *source, sources(adapters))
	case !validKind(*kind):
		return p.misuse(fs, "--kind is webhook or poll, not %q", *kind)
	case fs.NArg() > 1:
		return p.misuse(fs, "one file at a time, got %d", fs.NArg())
	}
	d, ok := document{}, false
	if body, err := p.body(fs.Arg(0)); err != nil {
		d = unreadable(*source, *kind, err)
	} else {
		d, ok = decodeOne(adapters, *source, *kind, body)
	}
	if err := p.print(d); err != nil {
		return p.complain("decode", "%v", err)
	}
	if !ok {
		return exitInput
	}
	return exitDone
}

// decodeBatch answers every line of the list, also the ones that it cannot treat, and each as soon as it was read.
func (p process) decodeBatch(adapters *registry.Registry) int {
	lines := bufio.NewReader(p.in)
	for {
		line, err := lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return p.complain("decode", "read the list: %v", err)
		}
		if strings.TrimSpace(line) != "" {
			if err := p.print(decodeLine(adapters, strings.TrimRight(line, "\r\n"))); err != nil {
				return p.complain("decode", "%v", err)
			}
		}
		if err != nil {
			return exitDone
		}
	}
}

func decodeLine(adapters *registry.Registry, line string) document {
	fields := strings.SplitN(line, "\t", 3)
	if len(fields) != 3 {
		return unreadable("", "", fmt.Errorf("a line of the list is \"source<TAB>kind<TAB>path\""))
	}
	source, kind, path := fields[0], fields[1], fields[2]
	body, err := readFile(path)
	if err != nil {
		d := unreadable(source, kind, err)
		d.Path = path
		return d
	}
	d, _ := decodeOne(adapters, source, kind, body)
	d.Path = path
	return d
}

// decodeOne reports false for a payload that cannot be read at all.
func decodeOne(adapters *registry.Registry, source, kind string, body []byte) (document, bool) {
	entry, ok := adapters.Find(source)
	if !ok {
		return unreadable(source, kind, fmt.Errorf("no adapter for source %q; there are: %s", source, sources(adapters))), false
	}
	if !validKind(kind) {
		return unreadable(source, kind, fmt.Errorf("kind is webhook or poll, not %q", kind)), false
	}
	update, err := entry.Adapter.Decode(carrier.Kind(kind), body)
	if err != nil {
		return unreadable(source, kind, err), false
	}
	return render(update), true
}

func unreadable(source, kind string, err error) document {
	return document{
		Source: source, Kind: kind, Shipments: []shipmentJSON{},
		Problems: []problemJSON{{Kind: carrier.Malformed, Message: err.Error()}},
	}
}

func validKind(kind string) bool {
	return kind == string(carrier.Webhook) || kind == string(carrier.Poll)
}

func sources(adapters *registry.Registry) string {
	var names []string
	for _, e := range adapters.Entries() {
		names = append(names, e.Adapter.Source())
	}
	return strings.Join(names, ", ")
}

// print writes one JSON object on a line of its own.
func (p process) print(v any) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	return nil
}
