package system

import (
	"net/http"
	"strings"

	"doorstep/infra/local/httpapi"
	"doorstep/infra/local/template"
)

// serve opens the HTTP API; what lies below /_local/ belongs to the runner and exists only here.
func (s *System) serve() error {
	for _, declared := range s.Template.HTTPAPIs() {
		api, err := httpapi.New(s.apiConfig(declared))
		if err != nil {
			return err
		}
		s.runServer(s.listener, httpapi.Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/_local" || strings.HasPrefix(r.URL.Path, "/_local/") {
				s.local.ServeHTTP(w, r)
				return
			}
			api.ServeHTTP(w, r)
		})))
	}
	return nil
}

func (s *System) apiConfig(declared template.HTTPAPI) httpapi.Config {
	config := httpapi.Config{Stage: declared.Stage, APIID: declared.ID, Throttle: throttle(declared.Throttle), Failed: func(route string, err error) {
		s.log.Error("the API answered for its function", "route", route, "error", err)
	}}
	if c := declared.CORS; c != nil {
		config.CORS = &httpapi.CORS{AllowOrigins: c.AllowOrigins, AllowMethods: c.AllowMethods, AllowHeaders: c.AllowHeaders,
			ExposeHeaders: c.ExposeHeaders, AllowCredentials: c.AllowCredentials, MaxAge: c.MaxAge}
	}
	for _, f := range s.Template.Functions() {
		for _, e := range f.HTTP {
			if e.API != declared.ID {
				continue
			}
			limit := throttle(e.Throttle)
			if own, ok := declared.Routes[e.Key()]; ok {
				limit = throttle(&own)
			}
			config.Routes = append(config.Routes, httpapi.Route{Method: e.Method, Path: e.Path, Function: invoker{s.functions[f.ID]}, Timeout: e.Timeout, Throttle: limit})
		}
	}
	return config
}

func throttle(t *template.Throttle) *httpapi.Throttle {
	if t == nil {
		return nil
	}
	return &httpapi.Throttle{Rate: t.Rate, Burst: t.Burst}
}
