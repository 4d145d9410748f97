package dynoxide

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// startTimeout bounds one start. A start takes 11 to 31 ms; a loaded machine may need much longer.
const startTimeout = 20 * time.Second

// portAttempts bounds how often Start picks another port because somebody took the free one in between.
const portAttempts = 5

// Options says what to start and who hears of a crash.
type Options struct {
	// Binary is the path that Ensure returned.
	Binary string
	// Report hears, in one sentence, of every crash and of every restart that failed. It is called from a goroutine of
	// the server. Nil prints to standard error.
	Report func(sentence string)
}

// Server is a running stand-in. Its tables live in memory and end with the process.
type Server struct {
	options Options
	address string // host:port, the same after a restart
	crashes atomic.Int64
	cancel  context.CancelFunc
	done    chan struct{}
	close   sync.Once
}

// Start runs the stand-in on a free port of 127.0.0.1 and returns once it answers. It is stopped by Close and by the end of ctx.
// When the process ends by itself it is started again on the same port, empty, and Options.Report is told.
func Start(ctx context.Context, options Options) (*Server, error) {
	if options.Report == nil {
		options.Report = func(sentence string) { fmt.Fprintln(os.Stderr, sentence) }
	}
	ctx, cancel := context.WithCancel(ctx)
	for range portAttempts {
		address, err := freeAddress()
		if err != nil {
			cancel()
			return nil, fmt.Errorf("find a free port for the DynamoDB stand-in: %w", err)
		}
		process, err := startProcess(ctx, options.Binary, address)
		if errors.Is(err, errPortTaken) {
			continue
		}
		if err != nil {
			cancel()
			return nil, err
		}
		s := &Server{options: options, address: address, cancel: cancel, done: make(chan struct{})}
		go s.watch(ctx, process)
		return s, nil
	}
	cancel()
	return nil, fmt.Errorf("start the DynamoDB stand-in: %w, %d times in a row", errPortTaken, portAttempts)
}

// Endpoint is the address for an SDK's BaseEndpoint, of DynamoDB and of DynamoDB Streams: "http://127.0.0.1:PORT".
func (s *Server) Endpoint() string { return "http://" + s.address }

// Crashes counts how often the process ended by itself. A test whose count moved has lost its tables.
func (s *Server) Crashes() int { return int(s.crashes.Load()) }

// Close stops the process and waits for its end. It may be called more than once.
func (s *Server) Close() error {
	s.close.Do(s.cancel)
	<-s.done
	return nil
}

// watch restarts the process whenever it ends before ctx does.
func (s *Server) watch(ctx context.Context, current *process) {
	defer close(s.done)
	for {
		<-current.ended
		if ctx.Err() != nil {
			return
		}
		s.crashes.Add(1)
		s.options.Report(fmt.Sprintf("the DynamoDB stand-in on %s crashed (%s): it starts again EMPTY, every table and item is gone", s.address, current.reason()))

		next, err := startProcess(ctx, s.options.Binary, s.address)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.options.Report(fmt.Sprintf("the DynamoDB stand-in on %s stays down: %v", s.address, err))
			<-ctx.Done()
			return
		}
		current = next
	}
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}
