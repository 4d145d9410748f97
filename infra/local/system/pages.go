package system

import (
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed index.html api.html
var pageFiles embed.FS

// Place is something worth opening, listed on the index page.
type Place struct {
	Group, Title, URL, Note string
}

// places are what the index page lists; the demo adds to it while it starts.
type places struct {
	mu   sync.Mutex
	list []Place
}

// AddPlace lists a place on the index page; a place of the same URL is replaced.
func (s *System) AddPlace(p Place) {
	s.places.mu.Lock()
	defer s.places.mu.Unlock()
	s.places.list = slices.DeleteFunc(s.places.list, func(q Place) bool { return q.URL == p.URL })
	s.places.list = append(s.places.list, p)
}

// Places gives what the index page lists.
func (s *System) Places() []Place {
	s.places.mu.Lock()
	defer s.places.mu.Unlock()
	return slices.Clone(s.places.list)
}

// status is what the index page shows and /_local/status.json answers.
type status struct {
	URL       string
	DynamoDB  string // where the tables are, for commands that ask them
	SSM       string // where the keys are
	SES, SMS  string // where messages leave
	SQS       string // where the queues are
	Metrics   string // where what functions count is collected
	Stage     string
	Places    []Place
	Queues    []queueStatus
	Functions []functionStatus
	Schedules []string
	Now       time.Time // for the dates of the examples
}

type queueStatus struct {
	Name                       string
	Visible, InFlight, Delayed int
	Oldest                     string
}

type functionStatus struct {
	Name      string
	Processes []processStatus
}

type processStatus struct {
	PID, Invocations int
	Busy             bool
}

func (s *System) status() status {
	stage, _ := s.Template.Parameter("Stage")
	st := status{URL: s.URL(), DynamoDB: s.endpoints.dynamodb, SSM: s.endpoints.ssm, SES: s.endpoints.ses, SMS: s.endpoints.sms, SQS: s.endpoints.sqs, Metrics: s.endpoints.cloudwatch, Stage: stage, Places: s.Places(), Schedules: s.Schedules(), Now: time.Now().UTC()}
	for _, q := range s.Queues() {
		st.Queues = append(st.Queues, queueStatus{q.Name, q.Visible, q.InFlight, q.Delayed, q.OldestAge.Round(time.Second).String()})
	}
	for _, f := range s.Template.Functions() {
		fs := functionStatus{Name: f.ID, Processes: []processStatus{}}
		for _, i := range s.functions[f.ID].Instances() {
			fs.Processes = append(fs.Processes, processStatus{i.PID, i.Invocations, i.Busy})
		}
		st.Functions = append(st.Functions, fs)
	}
	return st
}

// addPages puts the runner's own pages below /_local/.
func (s *System) addPages(ctx context.Context) error {
	index, err := template.ParseFS(pageFiles, "index.html")
	if err != nil {
		return err
	}
	s.local.HandleFunc("GET /_local/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		if err := index.Execute(w, s.status()); err != nil {
			s.log.Error("render the index page", "error", err)
		}
	})
	s.local.Handle("GET /_local", http.RedirectHandler("/_local/", http.StatusFound))
	s.local.HandleFunc("GET /_local/status.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(s.status()) //nolint:errcheck // the reader is gone
	})
	s.local.HandleFunc("POST /_local/fire/{name}", func(w http.ResponseWriter, r *http.Request) {
		if !sameSite(r) {
			http.Error(w, "only from this page or from the command line", http.StatusForbidden)
			return
		}
		if !slices.Contains(s.Schedules(), r.PathValue("name")) {
			http.Error(w, "there is no such schedule", http.StatusNotFound)
			return
		}
		if err := s.Fire(ctx, r.PathValue("name")); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			http.Redirect(w, r, "/_local/", http.StatusSeeOther)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return nil
}

// sameSite refuses what another page in the developer's browser posts. Command lines send no such header.
// https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
func sameSite(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "" || site == "same-origin" || site == "none"
}
