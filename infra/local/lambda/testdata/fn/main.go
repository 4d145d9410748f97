// Command fn is the function that the tests of package lambda run: a real
// aws-lambda-go program that does what its payload says.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type request struct {
	Do     string `json:"do"`
	Text   string `json:"text"`
	Size   int    `json:"size"`
	Signal string `json:"signal"` // address of the test, for block
}

func main() {
	switch os.Getenv("INIT") {
	case "exit":
		os.Exit(3)
	case "hang":
		never := make(chan os.Signal, 1)
		signal.Notify(never, syscall.SIGUSR1) // an empty select would be a deadlock, and exit
		<-never
	case "report":
		reportInitError()
		os.Exit(1)
	}
	lambda.Start(handle)
}

func handle(ctx context.Context, in request) (any, error) {
	switch in.Do {
	case "echo":
		return map[string]any{"text": in.Text, "pid": os.Getpid()}, nil
	case "environment":
		return os.Environ(), nil
	case "context":
		lc, _ := lambdacontext.FromContext(ctx)
		deadline, _ := ctx.Deadline()
		return map[string]any{
			"request": lc.AwsRequestID, "arn": lc.InvokedFunctionArn, "trace": ctx.Value("x-amzn-trace-id"),
			"left": time.Until(deadline).Milliseconds(), "name": lambdacontext.FunctionName, "memory": lambdacontext.MemoryLimitInMB,
		}, nil
	case "print":
		fmt.Fprintln(os.Stderr, in.Text)
		fmt.Print(in.Text, " without an end")
		return nil, nil
	case "error":
		return nil, errors.New(in.Text)
	case "panic":
		panic(in.Text)
	case "exit":
		os.Exit(in.Size)
	case "size":
		return strings.Repeat("x", in.Size), nil
	case "block":
		return nil, block(in.Signal)
	}
	return nil, fmt.Errorf("cannot do %q", in.Do)
}

// block tells the test its process id and waits until the test hangs up.
func block(address string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := json.NewEncoder(conn).Encode(os.Getpid()); err != nil {
		return err
	}
	_, err = io.ReadAll(conn)
	return err
}

// reportInitError does what runtimes of other languages do; aws-lambda-go only
// exits.
func reportInitError() {
	url := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/init/error"
	resp, err := http.Post(url, "application/json", strings.NewReader(`{"errorMessage":"no table","errorType":"Config.Missing"}`))
	if err != nil {
		panic(err)
	}
	resp.Body.Close()
}
