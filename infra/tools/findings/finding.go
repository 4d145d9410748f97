package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// finding is one complaint of one tool about one resource.
type finding struct {
	tool     string // "cfn-lint" or "checkov"
	check    string // such as CKV_AWS_117
	resource string // logical id; empty when the whole file is meant
	message  string
}

// readCfnLint reads the output of `cfn-lint --format json`.
func readCfnLint(output []byte) ([]finding, error) {
	var matches []struct {
		Message  string
		Rule     struct{ ID string }
		Location struct {
			Path  []any // keys are texts, positions in lists numbers
			Start struct{ LineNumber int }
		}
	}
	if err := json.Unmarshal(output, &matches); err != nil {
		return nil, fmt.Errorf("read the output of cfn-lint: %w", err)
	}
	var found []finding
	for _, m := range matches {
		f := finding{tool: "cfn-lint", check: m.Rule.ID, message: fmt.Sprintf("line %d: %s", m.Location.Start.LineNumber, m.Message)}
		if len(m.Location.Path) >= 2 && m.Location.Path[0] == "Resources" {
			f.resource, _ = m.Location.Path[1].(string)
		}
		found = append(found, f)
	}
	return found, nil
}

// readCheckov reads the output of `checkov --output json` for one framework. Without a single resource checkov understood nothing,
// which is an error and not a clean bill.
func readCheckov(output []byte) ([]finding, error) {
	var report struct {
		Results struct {
			Failed []struct {
				Check    string `json:"check_id"`
				Name     string `json:"check_name"`
				Resource string `json:"resource"` // type and logical id: AWS::SQS::Queue.InboundQueue
				Lines    []int  `json:"file_line_range"`
			} `json:"failed_checks"`
		} `json:"results"`
		Summary struct {
			Resources int `json:"resource_count"`
			Unread    int `json:"parsing_errors"`
		} `json:"summary"`
	}
	if err := json.Unmarshal(output, &report); err != nil {
		return nil, fmt.Errorf("read the output of checkov: %w", err)
	}
	if report.Summary.Resources == 0 || report.Summary.Unread > 0 {
		return nil, fmt.Errorf("read the output of checkov: it saw %d resources and could not parse %d files", report.Summary.Resources, report.Summary.Unread)
	}
	var found []finding
	for _, c := range report.Results.Failed {
		f := finding{tool: "checkov", check: c.Check, message: c.Name, resource: c.Resource[strings.LastIndex(c.Resource, ".")+1:]}
		if len(c.Lines) > 0 {
			f.message = fmt.Sprintf("line %d: %s", c.Lines[0], c.Name)
		}
		found = append(found, f)
	}
	return found, nil
}
