// Command maketable writes the tables of package geo anew: go run ./shared/geo/maketable FOLDER. The folder holds the files of
// shared/geo/NOTICE.md, unpacked. Run it again when a newer edition is worth it; its output is committed.
package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "maketable:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("give the folder with the source files, see shared/geo/NOTICE.md")
	}
	places, err := places(args[0])
	if err != nil {
		return err
	}
	lines, err := lines(args[0])
	if err != nil {
		return err
	}
	for name, b := range map[string][]byte{"places.bin": places, "lines.bin": lines} {
		if err := os.WriteFile(filepath.Join("shared", "geo", name), b, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d bytes\n", name, len(b))
	}
	return nil
}

func deflate(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
