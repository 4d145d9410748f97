package template

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Load reads a template file. See Parse.
func Load(path string, params map[string]string) (*Template, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open template: %w", err)
	}
	defer f.Close()
	return Parse(filepath.Base(path), f, params)
}

// Parse reads a template; name stands for the file in messages. params override
// the defaults of the template's parameters and of pseudo parameters (such as
// "AWS::Region"). Everything that the local runner does not understand is
// returned together as Problems.
func Parse(name string, source io.Reader, params map[string]string) (*Template, error) {
	data, err := io.ReadAll(source)
	if err != nil {
		return nil, fmt.Errorf("read template %s: %w", name, err)
	}
	t := &Template{
		file: name, parameters: map[string]*Value{}, conditions: map[string]*Value{},
		outcomes: map[string]conditionState{}, declared: map[string]declaration{},
	}
	l := &loader{Template: t, report: &report{file: name}}
	if root := (&parser{report: l.report}).parse(data); root != nil {
		l.load(root, params)
	}
	if err := l.report.err(); err != nil {
		return nil, err
	}
	return t, nil
}

// loader fills a Template and collects what is wrong with it.
type loader struct {
	*Template
	report  *report
	globals *Value
}

func (l *loader) load(root *Value, params map[string]string) {
	top := l.object("", "", root)
	top.ignore("AWSTemplateFormatVersion", "Description", "Metadata")
	l.checkTransform(top.raw("Transform"))
	l.readParameters(l.section(top, "Parameters"), params)
	l.mappings = l.section(top, "Mappings")
	conditions := l.section(top, "Conditions")
	if conditions != nil {
		for _, f := range conditions.Fields {
			l.conditions[f.Name] = f.Value
		}
	}
	l.globals = l.section(top, "Globals")
	resources := l.section(top, "Resources")
	outputs := l.section(top, "Outputs")
	for _, f := range root.Fields {
		if !top.read[f.Name] {
			l.report.add("", f.Line, "section %q is not understood by the local runner", f.Name)
		}
	}
	if resources == nil {
		l.report.add("", root.Line, "section \"Resources\" is missing")
		return
	}
	if conditions != nil {
		for _, f := range conditions.Fields {
			l.evaluator("condition "+f.Name).condition(f.Name, f.Line)
		}
	}
	l.checkGlobals()
	l.declare(resources)
	l.readResources(resources)
	l.addImplicitAPI(root.Line)
	l.checkRouteSettings()
	l.checkOutputs(outputs)
}

// section is a top-level map, or nil.
func (l *loader) section(top *object, name string) *Value {
	v := top.raw(name)
	if v != nil && v.Kind != Map {
		l.report.add("", v.Line, "section %q must be a map", name)
		return nil
	}
	return v
}

func (l *loader) checkTransform(v *Value) {
	const understood = "AWS::Serverless-2016-10-31"
	names := []*Value{v}
	switch {
	case v == nil:
		return
	case v.Kind == List:
		names = v.Items
	}
	for _, name := range names {
		if name.Kind != Text || name.Scalar != understood {
			l.report.add("", name.Line, "the local runner understands the transform %s only", understood)
		}
	}
}

func (l *loader) evaluator(subject string) *evaluator {
	return &evaluator{template: l.Template, report: l.report, subject: subject}
}

// checkOutputs only makes sure that outputs name what exists; a local run has
// nobody to export them to.
func (l *loader) checkOutputs(outputs *Value) {
	if outputs == nil {
		return
	}
	for _, f := range outputs.Fields {
		e := l.evaluator("output " + f.Name)
		if name := f.Value.Get("Condition"); name != nil && !e.condition(name.Scalar, name.Line) {
			continue
		}
		if value := f.Value.Get("Value"); value != nil {
			e.value(value)
		}
	}
}

// short is the last part of a resource type: AWS::SQS::Queue is a Queue.
func short(resourceType string) string {
	return resourceType[strings.LastIndex(resourceType, ":")+1:]
}
