package system

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/infra/local/cloudwatch"
	"doorstep/infra/local/dynoxide"
	"doorstep/infra/local/eventsource"
	"doorstep/infra/local/lambda"
	"doorstep/infra/local/ses"
	"doorstep/infra/local/sms"
	"doorstep/infra/local/sqs"
	"doorstep/infra/local/ssm"
	"doorstep/infra/local/template"
)

// Options say what to run and where. Only Root is required.
type Options struct {
	Root    string            // the checkout: template.yaml, go.mod
	Params  map[string]string // template parameters that differ from their defaults
	Address string            // of the HTTP API; "127.0.0.1:0" when empty
	// Endpoints of engines that run elsewhere; empty starts the stand-ins.
	DynamoDBEndpoint, SQSEndpoint string
	Log                           io.Writer // lines of the functions and of the event sources; nil drops them
	Progress                      func(sentence string)
}

// System is the running whole.
type System struct {
	Template *template.Template
	Table    string // name of the main table
	KeyTable string // name of the table of data keys

	dynamo    *dynamodb.Client
	engine    *dynoxide.Server // nil when DynamoDB runs elsewhere
	queues    *sqs.Server      // nil when SQS runs elsewhere
	params    *ssm.Server
	mail      *ses.Server
	texts     *sms.Server
	metrics   *cloudwatch.Server
	attrs     attributes
	host      *lambda.Host
	functions map[string]*lambda.Function
	streams   []*eventsource.Stream
	schedules *eventsource.Schedules
	bus       *eventsource.Bus
	endpoints endpoints
	listener  net.Listener
	local     *http.ServeMux // below /_local/
	places    places
	broken    chan string
	log       *slog.Logger

	closers []func() error // in the order of starting
	cancel  context.CancelFunc
	sources sync.WaitGroup // event sources and, while starting, the compiler
}

// Start brings everything up and returns once the first request would be answered. What was started is stopped again when a
// step fails. Each error is a sentence for a newcomer.
func Start(ctx context.Context, o Options) (_ *System, err error) {
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	running, cancel := context.WithCancel(ctx)
	s := &System{cancel: cancel, attrs: attributes{}, functions: map[string]*lambda.Function{}, log: slog.New(slog.NewTextHandler(o.Log, nil)), local: http.NewServeMux(), broken: make(chan string, 1)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if o.Root, err = filepath.Abs(o.Root); err != nil {
		return nil, fmt.Errorf("find the checkout: %w", err)
	}
	if s.Template, err = template.Load(filepath.Join(o.Root, "template.yaml"), o.Params); err != nil {
		return nil, err
	}
	if s.listener, err = listen(o.Address); err != nil {
		return nil, err
	}
	s.closers = append(s.closers, s.listener.Close)

	binaries := make(chan built, 1)
	s.sources.Go(func() { // the compiler and the engines start side by side
		paths, err := build(running, o.Root, s.Template.Functions())
		binaries <- built{paths, err}
	})
	if err = s.startEngines(running, o); err != nil {
		return nil, err
	}
	if err = s.create(running); err != nil {
		return nil, err
	}
	o.Progress("building the functions")
	b := <-binaries
	if b.err != nil {
		return nil, b.err
	}
	if err = s.startFunctions(b.paths, io.MultiWriter(s.metrics, o.Log)); err != nil {
		return nil, err
	}
	if err = s.startBus(running); err != nil {
		return nil, err
	}
	if err = s.startSources(running); err != nil {
		return nil, err
	}
	if err = s.addPages(running); err != nil {
		return nil, err
	}
	if err = s.addAPIPages(o.Root); err != nil {
		return nil, err
	}
	if err = s.addMailbox(); err != nil {
		return nil, err
	}
	return s, s.serve()
}

type built struct {
	paths map[string]string
	err   error
}

// listen takes the port, and says so in one sentence when somebody else has it.
func listen(address string) (net.Listener, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program: stop it, or choose another port with PORT=8081 make run", address)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return l, nil
}

// URL is the origin of the HTTP API, "http://127.0.0.1:8080".
func (s *System) URL() string { return "http://" + s.listener.Addr().String() }

// DynamoDB is a client of the engine that the system runs on.
func (s *System) DynamoDB() *dynamodb.Client { return s.dynamo }

// Function gives a function by its logical id, nil when the template has none of that name.
func (s *System) Function(id string) *lambda.Function { return s.functions[id] }

// Queues tells how full the queues are; of queues that run elsewhere what OwnQueues says.
func (s *System) Queues() []sqs.QueueInfo {
	if s.queues == nil {
		return s.remoteQueues()
	}
	return s.queues.Queues()
}

// Messages shows the first n messages of a queue, by the queue's name, without receiving them; nothing when the queues run
// elsewhere.
func (s *System) Messages(queue string, n int) []sqs.Peeked {
	if s.queues == nil {
		return nil
	}
	return s.queues.Peek(queue, n)
}

// StreamsReadUntil tells how far the streams of the tables were read: what was written before has been through the functions behind them.
// The zero time when one of them was not read yet, or there is none.
func (s *System) StreamsReadUntil() time.Time {
	var until []time.Time
	for _, stream := range s.streams {
		until = append(until, stream.ReadUntil())
	}
	if len(until) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(until, time.Time.Compare) // the zero time comes before all others
}

// Metrics is the stand-in that collects what functions count.
func (s *System) Metrics() *cloudwatch.Server { return s.metrics }

// Broken tells, in a sentence, that the system lost its data while it ran and must be started again.
func (s *System) Broken() <-chan string { return s.broken }

// Local is where pages below /_local/ are added.
func (s *System) Local() *http.ServeMux { return s.local }

// SetParameter stores a secret where the functions look for it: name is below their PARAMETERS prefix.
func (s *System) SetParameter(name, value string) error {
	prefix, _ := s.Template.Parameter("Stage")
	return s.params.Put("/doorstep/"+prefix+name, value, true)
}

// Close stops everything in the reverse order of starting and waits until no process is left. It may be called twice.
func (s *System) Close() error {
	s.cancel()
	s.sources.Wait()
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		if err := s.closers[i](); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, os.ErrClosed) {
			errs = append(errs, err)
		}
	}
	s.closers = nil
	return errors.Join(errs...)
}

// shutdownGrace is how long open requests may take when the system stops.
const shutdownGrace = 2 * time.Second
