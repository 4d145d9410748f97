package shared

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pure are the packages that decide: the same arguments give the same answer, and nothing outside is reached. Each of them may import
// only the others and a standard library without files, processes and the network.
var pure = []string{
	"shared/brand", "shared/brand/drawing", "shared/calendar", "shared/carrier/budget", "shared/carrier/cadence",
	"shared/carrier/detect", "shared/carrier/markup", "shared/carrier/moment", "shared/carrier/payload", "shared/currency",
	"shared/fault", "shared/geo", "shared/link", "shared/locale", "shared/mail", "shared/message", "shared/order",
	"shared/page", "shared/seal", "shared/shipment", "shared/survey", "shared/watch", "shared/watch/workdays",
}

// outside is what reaches out of the program.
var outside = []string{"database/sql", "net", "net/http", "net/smtp", "os", "os/exec", "os/signal", "syscall"}

// tables are modules that hold knowledge and reach nothing, and the pure packages that may use them.
var tables = map[string][]string{
	"github.com/rickar/cal/v2":           {"shared/watch/workdays"},
	"golang.org/x/text/encoding/charmap": {"shared/carrier/markup"},
	"golang.org/x/text/feature/plural":   {"shared/locale"},
	"golang.org/x/text/language":         {"shared/locale"},
	"net/http":                           {"shared/fault"}, // the names of statuses: nobody calls anybody there
}

// The packages of shared that may use what AWS gives.
var (
	onAWS    = []string{"shared/config", "shared/queue", "shared/store", "shared/store/storetest"}
	onLambda = []string{"shared/obs", "shared/obs/obstest", "shared/queue", "shared/web"}
)

const (
	module   = "doorstep/"
	awsSDK   = "github.com/aws/aws-sdk-go-v2"
	awsLog   = "github.com/aws/smithy-go" // the SDK's own foundation
	awsEvent = "github.com/aws/aws-lambda-go"
)

// A source file of a package, its imports as they are written.
type source struct {
	dir, file string
	imports   []string
}

func TestImports(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range sources(t) {
		seen[s.dir] = true
		for _, imported := range s.imports {
			if why := s.refuses(imported); why != "" {
				t.Errorf("%s/%s imports %s: %s", s.dir, s.file, imported, why)
			}
		}
	}
	for _, dir := range pure {
		if !seen[dir] {
			t.Errorf("%s is listed as pure and is not there", dir)
		}
	}
}

// The rules of TestImports refuse what they are there to refuse.
func TestImportRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dir, file, imported string
		refused             bool
	}{
		"the domain asks for the time":          {"shared/message", "wait.go", "time", false},
		"the domain asks the domain":            {"shared/mail", "mail.go", "doorstep/shared/page", false},
		"the domain reads the store":            {"shared/message", "wait.go", "doorstep/shared/store", true},
		"the domain sends":                      {"shared/mail", "mail.go", "doorstep/shared/mail/post", true},
		"the domain calls somebody":             {"shared/watch", "rules.go", "net/http", true},
		"the domain reads the environment":      {"shared/order", "parse.go", "os", true},
		"the domain is given a module":          {"shared/message", "wait.go", "github.com/rickar/cal/v2", true},
		"holidays":                              {"shared/watch/workdays", "workdays.go", "github.com/rickar/cal/v2/de", false},
		"the store asks AWS":                    {"shared/store", "calls.go", "github.com/aws/aws-sdk-go-v2/service/dynamodb", false},
		"a sender asks AWS by itself":           {"shared/mail/post", "ses.go", "github.com/aws/aws-sdk-go-v2/service/sesv2", true},
		"a function is wired to AWS":            {"functions/notify", "main.go", "github.com/aws/aws-sdk-go-v2/service/dynamodb", false},
		"a handler is wired to AWS":             {"functions/notify/handler", "send.go", "github.com/aws/aws-sdk-go-v2/service/dynamodb", true},
		"a handler beside its wiring":           {"functions/track", "handler.go", "github.com/aws/aws-sdk-go-v2/aws", true},
		"a handler takes an event":              {"functions/watch/handler", "handler.go", "github.com/aws/aws-lambda-go/events", false},
		"the store takes an event":              {"shared/store", "calls.go", "github.com/aws/aws-lambda-go/events", true},
		"a package knows a function":            {"shared/store", "calls.go", "doorstep/functions/notify/handler", true},
		"a function knows the runner":           {"functions/notify", "main.go", "doorstep/infra/local/ses", true},
		"a function knows another":              {"functions/watch/handler", "handler.go", "doorstep/functions/notify/handler", true},
		"a function knows its own parts":        {"functions/notify/outbox", "outbox.go", "doorstep/functions/notify/handler", false},
		"the simulator knows everybody":         {"shared/sim", "host.go", "doorstep/functions/notify/handler", false},
		"the store is simulated":                {"shared/store", "calls.go", "doorstep/shared/sim/dynamo", true},
		"the runner knows everybody":            {"infra/bench/day", "day.go", "doorstep/functions/poll/handler", false},
		"an adapter knows another":              {"shared/carrier/ups", "poll.go", "doorstep/shared/carrier/usps", true},
		"an adapter stores":                     {"shared/carrier/ups", "poll.go", "doorstep/shared/store", true},
		"an adapter uses what all use":          {"shared/carrier/ups", "poll.go", "doorstep/shared/carrier/payload", false},
		"the list of adapters knows an adapter": {"shared/carrier/registry", "registry.go", "doorstep/shared/carrier/ups", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if why := (source{dir: c.dir, file: c.file}).refuses(c.imported); (why != "") != c.refused {
				t.Errorf("it is refused because %q", why)
			}
		})
	}
}

// refuses says why a file must not import something; empty: it may.
func (s source) refuses(imported string) string {
	own, ours := strings.CutPrefix(imported, module)
	top, _, _ := strings.Cut(s.dir, "/")
	switch {
	case top == "infra" || isSim(s.dir): // drives the others
		return ""
	case ours && isSim(own):
		return "the simulator is for tests"
	case strings.HasPrefix(imported, awsSDK) || strings.HasPrefix(imported, awsLog):
		return unless(s.file == "main.go" && top == "functions" || slices.Contains(onAWS, s.dir),
			"the SDK of AWS is for store, queue, config and the main.go of functions")
	case strings.HasPrefix(imported, awsEvent):
		return unless(top == "functions" || slices.Contains(onLambda, s.dir),
			"events of Lambda are for functions, web, queue and obs")
	case ours && strings.HasPrefix(own, "infra/"):
		return "what runs the system is no part of it"
	case ours && strings.HasPrefix(own, "functions/"):
		return unless(top == "functions" && functionOf(own) == functionOf(s.dir), "a function is known to nobody but itself")
	case isAdapter(s.dir) && ours && (isAdapter(own) || own == "shared/store"):
		return "adapters know neither each other nor the store"
	case !slices.Contains(pure, s.dir) || isTable(s.dir, imported):
		return ""
	case ours:
		return unless(slices.Contains(pure, own), "a pure package imports pure ones only")
	case strings.Contains(strings.Split(imported, "/")[0], "."):
		return "a pure package imports no module"
	default:
		return unless(!slices.Contains(outside, imported), "a pure package reaches nothing outside")
	}
}

func unless(allowed bool, why string) string {
	if allowed {
		return ""
	}
	return why
}

// functionOf gives "notify" for "functions/notify/handler".
func functionOf(dir string) string { return strings.Split(dir, "/")[1] }

// isTable reports whether a pure package may use a module, or a part of one.
func isTable(dir, imported string) bool {
	for name, users := range tables {
		if (imported == name || strings.HasPrefix(imported, name+"/")) && slices.Contains(users, dir) {
			return true
		}
	}
	return false
}

// notAdapters are the packages among the adapters that serve all of them.
var notAdapters = []string{"budget", "cadence", "carriersim", "carriertest", "decode", "detect", "fetch", "markup", "moment", "payload", "registry", "suivi"}

// isSim reports whether a package belongs to the fault simulator, which runs the functions over services of its own.
func isSim(dir string) bool { return dir == "shared/sim" || strings.HasPrefix(dir, "shared/sim/") }

func isAdapter(dir string) bool {
	parent, name := path.Split(dir)
	return parent == "shared/carrier/" && !slices.Contains(notAdapters, name)
}

// sources lists the files of functions and shared, tests and what they read left out.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, top := range []string{"shared", "functions"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(file string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
				return nil
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			dir, err := filepath.Rel("..", filepath.Dir(file))
			if err != nil {
				return err
			}
			s := source{dir: filepath.ToSlash(dir), file: d.Name()}
			for _, i := range parsed.Imports {
				s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
			}
			all = append(all, s)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}
