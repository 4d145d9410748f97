package template

import (
	"maps"
	"slices"
	"time"
)

// implicitAPI is the logical id that SAM gives to the HTTP API of events that
// name none.
const implicitAPI = "ServerlessHttpApi"

// HTTPAPI is an AWS::Serverless::HttpApi. Its routes are the HTTP events of the
// functions.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
type HTTPAPI struct {
	ID    string // logical id
	Stage string // $default when the template does not say
	Line  int

	Throttle *Throttle           // DefaultRouteSettings; nil without limits
	Routes   map[string]Throttle // RouteSettings by route key, such as "POST /track"
	CORS     *CORS               // nil when the API does not answer preflights
}

// Throttle is a token bucket.
type Throttle struct {
	Rate  float64 // requests per second
	Burst int
}

// CORS is the answer to preflight requests.
type CORS struct {
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string

	AllowCredentials bool
	MaxAge           time.Duration
}

func readHTTPAPI(r Resource, o *object) HTTPAPI {
	// Log delivery, names and custom domains have no local meaning; the local
	// address is the only one.
	o.ignore("AccessLogSettings", "Description", "DisableExecuteApiEndpoint", "FailOnWarnings", "Name", "PropagateTags", "Tags")
	api := HTTPAPI{
		ID: r.ID, Line: r.Line,
		Stage:    o.text("StageName", "$default"),
		Throttle: readThrottle(o, "DefaultRouteSettings"),
		CORS:     readCORS(o),
	}
	if routes, ok := o.child("RouteSettings"); ok {
		api.Routes = map[string]Throttle{}
		for _, f := range routes.value.Fields {
			if throttle := readThrottle(routes, f.Name); throttle != nil {
				api.Routes[f.Name] = *throttle
			}
		}
	}
	o.done()
	return api
}

// readThrottle reads route settings; nil when they hold no limit.
func readThrottle(o *object, name string) *Throttle {
	settings, ok := o.child(name)
	if !ok {
		return nil
	}
	settings.ignore("DataTraceEnabled", "DetailedMetricsEnabled", "LoggingLevel")
	rate, hasRate := settings.decimal("ThrottlingRateLimit")
	burst := settings.number("ThrottlingBurstLimit", 0, 0, 5000)
	hasBurst := settings.raw("ThrottlingBurstLimit") != nil
	settings.done()
	if hasRate != hasBurst {
		settings.fail(settings.value.Line, "%swants ThrottlingRateLimit and ThrottlingBurstLimit together", settings.named(""))
	}
	if !hasRate || !hasBurst {
		return nil
	}
	return &Throttle{Rate: rate, Burst: burst}
}

func readCORS(o *object) *CORS {
	v := o.raw("CorsConfiguration")
	if v != nil && v.Kind == Bool && !isTrue(v.Scalar) {
		return nil
	}
	c, ok := o.child("CorsConfiguration")
	if !ok {
		return nil
	}
	cors := &CORS{
		AllowOrigins:     c.texts("AllowOrigins"),
		AllowMethods:     c.texts("AllowMethods"),
		AllowHeaders:     c.texts("AllowHeaders"),
		ExposeHeaders:    c.texts("ExposeHeaders"),
		AllowCredentials: c.flag("AllowCredentials", false),
		MaxAge:           c.seconds("MaxAge", 0, 0, 86400),
	}
	c.done()
	return cors
}

// usesImplicitAPI says whether a function, as written, has an HTTP event without
// ApiId.
func usesImplicitAPI(function *Value) bool {
	events := function.Get("Properties").Get("Events")
	if events == nil {
		return false
	}
	for _, f := range events.Fields {
		kind := f.Value.Get("Type")
		if kind != nil && kind.Scalar == "HttpApi" && f.Value.Get("Properties").Get("ApiId") == nil {
			return true
		}
	}
	return false
}

// addImplicitAPI adds the API that SAM would generate.
func (l *loader) addImplicitAPI(line int) {
	for _, f := range l.functions {
		for _, e := range f.HTTP {
			if e.API == implicitAPI && l.declared[implicitAPI].resourceType == typeHTTPAPI && !l.hasAPI(implicitAPI) {
				r := Resource{ID: implicitAPI, Type: typeHTTPAPI, Line: line}
				r.Properties = l.withGlobals(typeHTTPAPI, nil)
				l.apis = append(l.apis, readHTTPAPI(r, l.object("HttpApi "+implicitAPI, "", r.Properties)))
			}
		}
	}
}

// checkRouteSettings refuses settings for routes that no event declares, as the
// deployment would.
func (l *loader) checkRouteSettings() {
	for _, api := range l.apis {
		keys := map[string]bool{}
		for _, f := range l.functions {
			for _, e := range f.HTTP {
				keys[e.Key()] = e.API == api.ID || keys[e.Key()]
			}
		}
		for _, key := range slices.Sorted(maps.Keys(api.Routes)) {
			if !keys[key] {
				l.report.add("HttpApi "+api.ID, api.Line, "property \"RouteSettings\" names %q, which is no route of this API", key)
			}
		}
	}
}

func (l *loader) hasAPI(id string) bool {
	for _, api := range l.apis {
		if api.ID == id {
			return true
		}
	}
	return false
}
