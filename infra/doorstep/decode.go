package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
)

const decodeHelp = `doorstep decode --source S --kind webhook|poll [FILE|-]

Reads one payload from FILE (or standard input) and prints one JSON object: the parcels in it, folded as the system would
fold them, and the problems that the sender reports.

  --source S   who sent it: easypost, ups, usps
  --kind K     the road it came by: webhook or poll
  --batch      read lines "source<TAB>kind<TAB>path" on standard input instead, and print one object per line, each with its
               "path"; a payload that cannot be read does not end the run

estimated_delivery is the newest estimate, or the day of delivery for a delivered parcel without one. Exit status 2: the
payload cannot be read at all; the object printed then says why in a problem of kind "malformed".
`

func (p process) decode(args []string) int {
	fs := p.flags("decode", decodeHelp)
	source := fs.String("source", "", "")
	kind := fs.String("kind", "", "")
	batch := fs.Bool("batch", false, "")
	if code, done := p.parse(fs, args); done {
		return code
	}
	adapters := registry.New()
	if *batch {
		if fs.NArg() > 0 {
			return p.complain("decode", "--batch reads its list from standard input and takes no file")
		}
		return p.decodeBatch(adapters)
	}
	if *source == "" || *kind == "" {
		return p.complain("decode", "--source and --kind are needed; see doorstep decode --help")
	}
	if _, ok := adapters.Find(*source); !ok {
		return p.complain("decode", "no adapter for source %q; there are: %s", *source, sources(adapters))
	}
	if !validKind(*kind) {
		return p.complain("decode", "--kind is webhook or poll, not %q", *kind)
	}
	body, err := p.body(fs.Args())
	if err != nil {
		return p.complain("decode", "%v", err)
	}
	d, ok := decodeOne(adapters, *source, *kind, body)
	if err := p.print(d); err != nil {
		return p.complain("decode", "%v", err)
	}
	if !ok {
		return exitInput
	}
	return exitDone
}

// decodeBatch answers every line of the list, also the ones that it cannot treat.
func (p process) decodeBatch(adapters *registry.Registry) int {
	lines := bufio.NewScanner(p.in)
	lines.Buffer(nil, 1<<20)
	out := bufio.NewWriter(p.out)
	defer out.Flush()
	buffered := process{in: p.in, out: out, err: p.err, now: p.now}
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := buffered.print(decodeLine(adapters, lines.Text())); err != nil {
			return p.complain("decode", "%v", err)
		}
	}
	if err := lines.Err(); err != nil {
		return p.complain("decode", "read the list: %v", err)
	}
	return exitDone
}

func decodeLine(adapters *registry.Registry, line string) document {
	fields := strings.SplitN(strings.TrimRight(line, "\r"), "\t", 3)
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
func (p process) print(v any) error { return printJSON(p.out, v) }

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	return nil
}
