package system

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/dynoxide/dynoxidetest"
)

// checkout copies testdata/tiny, because what is built goes into a folder of it.
func checkout(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	if err := os.CopyFS(root, os.DirFS("testdata/tiny")); err != nil {
		t.Fatal(err)
	}
	return root
}

// tiny starts the system of testdata/tiny.
func tiny(t *testing.T) (*System, *printed) {
	t.Helper()
	log := &printed{}
	s, err := Start(t.Context(), Options{
		Root: checkout(t), Params: map[string]string{"Stage": "t" + strconv.FormatInt(time.Now().UnixNano(), 36)},
		DynamoDBEndpoint: dynoxidetest.Endpoint(t), Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("the second time: %v", err)
		}
		if left := s.Function("Echo").Instances(); len(left) > 0 {
			t.Errorf("processes are left: %v", left)
		}
	})
	return s, log
}

func TestStartConnectsWhatTheTemplateDescribes(t *testing.T) {
	t.Parallel()
	s, log := tiny(t)
	table := s.Table
	if status, body := get(t, s.URL()+"/echo/hello"); status != http.StatusOK || body != "/echo/hello of "+table {
		t.Errorf("the route gave %d %q", status, body)
	}
	if status, _ := get(t, s.URL()+"/_locally"); status != http.StatusNotFound {
		t.Errorf("a path beside the runner's own gave %d", status)
	}
	if err := s.Fire(t.Context(), "Echo.Daily"); err != nil {
		t.Error(err)
	}
	log.wait(t, `"detail-type":"Scheduled Event"`, 1)
	url := s.attrs["Inbox"]["QueueUrl"]
	if _, err := s.sqsClient().SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("a word")}); err != nil {
		t.Fatal(err)
	}
	log.wait(t, `"body":"a word"`, 1)
}

func TestStartCreatesQueuesAsDescribed(t *testing.T) {
	t.Parallel()
	s, _ := tiny(t)
	url := s.attrs["Inbox"]["QueueUrl"]
	got, err := s.sqsClient().GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []sqstypes.QueueAttributeName{"All"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"VisibilityTimeout": "7", "MessageRetentionPeriod": "3600", "MaximumMessageSize": "2048", "QueueArn": s.attrs["Inbox"]["Arn"],
		"RedrivePolicy": fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":3}`, s.attrs["InboxDead"]["Arn"]),
	} {
		if got.Attributes[name] != want {
			t.Errorf("%s is %q, want %q", name, got.Attributes[name], want)
		}
	}
}

func TestStartCreatesTablesOnceAsDescribed(t *testing.T) {
	t.Parallel()
	s, _ := tiny(t)
	got, err := s.DynamoDB().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &s.Table})
	if err != nil {
		t.Fatal(err)
	}
	d := got.Table
	if len(d.GlobalSecondaryIndexes) != 1 || aws.ToString(d.GlobalSecondaryIndexes[0].IndexName) != "by-time" ||
		!cmp.Equal(d.GlobalSecondaryIndexes[0].Projection.NonKeyAttributes, []string{"note"}) || len(d.GlobalSecondaryIndexes[0].KeySchema) != 2 {
		t.Errorf("indexes: %+v", d.GlobalSecondaryIndexes)
	}
	if len(d.KeySchema) != 1 || d.StreamSpecification == nil || d.StreamSpecification.StreamViewType != ddb.StreamViewTypeNewAndOldImages {
		t.Errorf("keys %+v, stream %+v", d.KeySchema, d.StreamSpecification)
	}
	ttl, err := s.DynamoDB().DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &s.Table})
	if err != nil || aws.ToString(ttl.TimeToLiveDescription.AttributeName) != "ttl" {
		t.Errorf("time to live: %+v %v", ttl, err)
	}
	again := attributes{}
	if err := createTables(t.Context(), s.DynamoDB(), s.Template.Tables(), again); err != nil || !cmp.Equal(again["Table"], s.attrs["Table"]) {
		t.Errorf("a second start finds %v, %v, not %v", again["Table"], err, s.attrs["Table"])
	}
}

// The page lists places as text, whoever wrote them, and another site's page can fire nothing.
func TestPages(t *testing.T) {
	t.Parallel()
	s, log := tiny(t)
	for range 2 {
		s.AddPlace(Place{Group: "Orders", Title: "<b>1001</b>", URL: s.URL() + "/t/x", Note: `"quoted" & <i>`})
	}
	s.AddPlace(Place{Group: "Orders", Title: "bad", URL: "javascript:alert(1)"})
	if _, body := get(t, s.URL()+"/echo/x"); body == "" {
		t.Error("no answer")
	}
	status, index := get(t, s.URL()+"/_local") // follows the redirect
	for _, want := range []string{"&lt;b&gt;1001&lt;/b&gt;", `href="` + s.URL() + `/t/x"`, "inbox-", "Echo", `action="/_local/fire/Echo.Daily"`} {
		if status != http.StatusOK || !strings.Contains(index, want) {
			t.Errorf("%d, %q is not on the page:\n%s", status, want, index)
		}
	}
	if strings.Contains(index, `href="javascript:`) || strings.Count(index, s.URL()+"/t/x") != 1 {
		t.Errorf("the page lists what it should not:\n%s", index)
	}
	_, body := get(t, s.URL()+"/_local/status.json")
	var told struct {
		Functions []struct{ Processes []struct{ PID int } }
		Queues    []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(body), &told); err != nil || len(told.Functions) != 1 || len(told.Functions[0].Processes) == 0 || len(told.Queues) != 2 {
		t.Errorf("status.json: %v %s", err, body)
	}
	for _, c := range []struct {
		name, schedule, site, accept string
		want                         int
	}{
		{"command line", "Echo.Daily", "", "", 204}, {"this page", "Echo.Daily", "same-origin", "text/html", 303}, {"typed address", "Echo.Daily", "none", "", 204},
		{"another site", "Echo.Daily", "cross-site", "", 403}, {"a neighbour port", "Echo.Daily", "same-site", "", 403}, {"no such schedule", "Echo.Never", "", "", 404},
	} {
		before := log.count(`"detail-type":"Scheduled Event"`)
		if got := fire(t, s.URL()+"/_local/fire/"+c.schedule, c.site, c.accept); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		if c.want < 400 {
			log.wait(t, `"detail-type":"Scheduled Event"`, before+1)
		} else if now := log.count(`"detail-type":"Scheduled Event"`); now != before {
			t.Errorf("%s: it was fired", c.name)
		}
	}
}

func fire(t *testing.T, url, site, accept string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Sec-Fetch-Site": site, "Accept": accept} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// printed keeps the lines of the functions and tells when there are more.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

// Write implements io.Writer.
func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.more != nil {
		close(p.more)
		p.more = nil
	}
	return p.text.Write(b)
}

func (p *printed) count(s string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Count(p.text.String(), s)
}

// wait returns when a text was printed n times.
func (p *printed) wait(t *testing.T, s string, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		p.mu.Lock()
		found := strings.Count(p.text.String(), s) >= n
		if p.more == nil {
			p.more = make(chan struct{})
		}
		more := p.more
		p.mu.Unlock()
		if found {
			return
		}
		select {
		case <-more:
		case <-ctx.Done():
			t.Fatalf("%s was not printed %d times", s, n)
		}
	}
}
