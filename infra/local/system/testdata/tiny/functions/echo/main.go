// Command echo is a function on the bare Runtime API: it prints each event and answers with the path that was asked for.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		next, err := http.Get(api + "next")
		if err != nil {
			os.Exit(1)
		}
		event, _ := io.ReadAll(next.Body)
		next.Body.Close()
		fmt.Printf("%s\n", event)
		var request struct{ RawPath string }
		_ = json.Unmarshal(event, &request)
		answer, _ := json.Marshal(map[string]any{"statusCode": 200, "body": request.RawPath + " of " + os.Getenv("TABLE")})
		done, err := http.Post(api+next.Header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", "application/json", bytes.NewReader(answer))
		if err != nil {
			os.Exit(1)
		}
		done.Body.Close()
	}
}
