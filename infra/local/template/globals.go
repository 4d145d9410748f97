package template

import "slices"

// checkGlobals refuses sections of Globals that would be dropped.
func (l *loader) checkGlobals() {
	if l.globals == nil {
		return
	}
	o := l.object("Globals", "", l.globals)
	o.ignore("Function", "HttpApi")
	o.done()
}

// withGlobals lays a resource's own properties over the globals of its type, as
// SAM does: maps merge, lists are added to the global list, anything else
// replaces.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
func (l *loader) withGlobals(resourceType string, own *Value) *Value {
	var global *Value
	switch resourceType {
	case typeFunction:
		global = l.globals.Get("Function")
	case typeHTTPAPI:
		global = l.globals.Get("HttpApi")
	}
	if global == nil {
		return own
	}
	if own == nil {
		return global
	}
	return overlay(global, own)
}

func overlay(global, own *Value) *Value {
	if global.Kind != own.Kind {
		return own
	}
	switch own.Kind {
	case List:
		return &Value{Kind: List, Line: own.Line, Items: slices.Concat(global.Items, own.Items)}
	case Map:
		merged := &Value{Kind: Map, Line: own.Line}
		for _, f := range global.Fields {
			if mine := own.Get(f.Name); mine != nil {
				f = Field{Name: f.Name, Line: mine.Line, Value: overlay(f.Value, mine)}
			}
			merged.Fields = append(merged.Fields, f)
		}
		for _, f := range own.Fields {
			if global.Get(f.Name) == nil {
				merged.Fields = append(merged.Fields, f)
			}
		}
		return merged
	}
	return own
}
