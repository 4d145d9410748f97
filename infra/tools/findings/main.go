// Command findings runs cfn-lint with the serverless rules and checkov over template.yaml, side by side, and compares what they find
// with the list of exceptions: a finding that is not excepted fails, and so does an exception that nothing needs.
//
//	findings [-template FILE] [-exceptions FILE] CFN-LINT CHECKOV
//
// Neither tool reaches the network: cfn-lint has its schemas with it, checkov gets --skip-download.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"

	"doorstep/infra/local/template"
)

func main() {
	path := flag.String("template", "template.yaml", "the template")
	list := flag.String("exceptions", "infra/deploy/exceptions.yaml", "what is not followed on purpose, and why")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: findings [-template FILE] [-exceptions FILE] CFN-LINT CHECKOV")
		os.Exit(2)
	}
	wrong, err := check(*path, *list, flag.Arg(0), flag.Arg(1))
	if err != nil {
		fmt.Fprintln(os.Stderr, "findings:", err)
		os.Exit(1)
	}
	for _, line := range wrong {
		fmt.Fprintln(os.Stderr, line)
	}
	if len(wrong) > 0 {
		fmt.Fprintf(os.Stderr, "mend template.yaml, or say in %s why not\n", *list)
		os.Exit(1)
	}
}

// check runs both tools and prints how many exceptions hold.
func check(path, list, cfnLint, checkov string) ([]string, error) {
	source, err := os.ReadFile(list)
	if err != nil {
		return nil, fmt.Errorf("read exceptions: %w", err)
	}
	excepted, err := readExceptions(source)
	if err != nil {
		return nil, err
	}
	loaded, err := template.Load(path, nil)
	if err != nil {
		return nil, err
	}
	tools := []struct {
		read func([]byte) ([]finding, error)
		run  *exec.Cmd
	}{
		{readCfnLint, exec.Command(cfnLint, "--append-rules", "cfn_lint_serverless.rules", "--format", "json", "--", path)},
		{readCheckov, exec.Command(checkov, "--file", path, "--framework", "cloudformation", "--compact", "--quiet", "--skip-download", "--output", "json")},
	}
	found := make([][]finding, len(tools))
	failed := make([]error, len(tools))
	var running sync.WaitGroup
	for i, tool := range tools {
		running.Go(func() {
			output, err := outputOf(tool.run)
			if err == nil {
				found[i], err = tool.read(output)
			}
			failed[i] = err
		})
	}
	running.Wait()
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	fmt.Printf("cfn-lint: %d findings, checkov: %d findings, %d exceptions\n", len(found[0]), len(found[1]), len(excepted))
	return judge(append(found[0], found[1]...), excepted, func(id string) string {
		resource, _ := loaded.Resource(id)
		return resource.Type
	}), nil
}

// outputOf gives what a tool prints. Both leave with an error when they find something, so that only silence is a failure.
func outputOf(tool *exec.Cmd) ([]byte, error) {
	var complaint bytes.Buffer
	tool.Stderr = &complaint
	output, err := tool.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || len(bytes.TrimSpace(output)) == 0 {
		return nil, fmt.Errorf("run %s: %w\n%s", tool.Path, errors.Join(err, errors.New("no output")), strings.TrimSpace(complaint.String()))
	}
	return output, nil
}
