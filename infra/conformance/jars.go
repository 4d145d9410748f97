package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// copyDependencies is the Maven goal that puts all files of a pom.xml into one folder.
const copyDependencies = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

// fetchTimeout bounds one fetch of some 90 MB with Maven's own plugins.
const fetchTimeout = 5 * time.Minute

// jars gives the folder with a judge's files, every one of which is what this repository says that it is. Maven takes them from
// wherever its own settings say; they stay in the checkout.
func (h hall) jars(ctx context.Context, j judge) (string, error) {
	sums, err := readSums(filepath.Join(h.folder(j), "jars.sha256"))
	if err != nil {
		return "", err
	}
	lib := filepath.Join(h.cache, j.name)
	if check(lib, sums) == nil {
		return lib, nil
	}
	fmt.Fprintf(h.out, "fetching %s with Maven, once\n", j.title)
	if err := os.RemoveAll(lib); err != nil {
		return "", fmt.Errorf("clear %s: %w", lib, err)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	mvn := exec.CommandContext(ctx, h.mvn, "-q", "-B", "-C", "-f", filepath.Join(h.folder(j), "pom.xml"),
		"-Dmaven.repo.local="+filepath.Join(h.cache, "maven"), copyDependencies, "-DincludeScope=runtime", "-DoutputDirectory="+lib)
	mvn.WaitDelay = time.Second
	if said, err := mvn.CombinedOutput(); err != nil {
		return "", fmt.Errorf("fetch %s: mvn: %w\n%s", j.title, err, end(said))
	}
	if err := check(lib, sums); err != nil {
		return "", fmt.Errorf("%s is not what infra/conformance/%s/jars.sha256 says, so it is not run: %w", j.title, j.name, err)
	}
	return lib, nil
}

// readSums reads what sha256sum writes: a digest and a file name a line.
func readSums(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read digests: %w", err)
	}
	sums := map[string]string{}
	for lines, n := bufio.NewScanner(bytes.NewReader(content)), 1; lines.Scan(); n++ {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		if raw, err := hex.DecodeString(sum); !ok || err != nil || len(raw) != sha256.Size || name != filepath.Base(name) {
			return nil, fmt.Errorf("%s:%d: want a SHA-256 digest, two spaces, a file name", path, n)
		}
		sums[name] = sum
	}
	if len(sums) == 0 {
		return nil, fmt.Errorf("%s names no file", path)
	}
	return sums, nil
}

// check wants exactly the files of sums in a folder.
func check(folder string, sums map[string]string) error {
	there, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var wrong []error
	missing := maps.Clone(sums)
	for _, file := range there {
		got, err := digest(filepath.Join(folder, file.Name()))
		switch want, known := sums[file.Name()]; {
		case err != nil:
			wrong = append(wrong, err)
		case !known:
			wrong = append(wrong, fmt.Errorf("%s is not listed (its digest is %s)", file.Name(), got))
		case got != want:
			wrong = append(wrong, fmt.Errorf("%s has the digest %s", file.Name(), got))
		}
		delete(missing, file.Name())
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		wrong = append(wrong, fmt.Errorf("%s is missing", name))
	}
	return errors.Join(wrong...)
}

func digest(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// end is the last part of a log, whole lines.
func end(log []byte) string {
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
