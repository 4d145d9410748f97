package eventsource

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

func TestStreamChildrenFollowTheirParents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stream := newFakeStream()
		stream.pageSize = 1
		stream.put("s0", "a", "b")
		stream.split("s0", "s1", "s2")
		stream.put("s1", "c")
		stream.put("s2", "d")
		stream.split("s1", "s3")
		stream.put("s3", "e")
		failing := 5
		function := &watcher{respond: func(keys string, _ events.DynamoDBEvent) ([]byte, error) {
			if keys == "ab" && failing > 0 {
				failing--
				return nil, errors.New("Unhandled")
			}
			return nil, nil
		}}
		stop := streaming(t, StreamConfig{}, stream, nil, function)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := strings.Join(function.seen()[:6], " "); got != "ab ab ab ab ab ab" {
			t.Fatalf("children were read before their parent was processed: %v", function.seen())
		}
		rest := function.seen()[6:]
		if len(rest) != 3 || slices.Index(rest, "c") > slices.Index(rest, "e") || !slices.Contains(rest, "d") {
			t.Errorf("after the parent: %v, want c before e, and d", rest)
		}
		stop()
	})
}

func TestStreamLatest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stream, function := newFakeStream(), &watcher{}
		stream.put("s0", "a")
		stream.split("s0", "s1")
		stream.put("s1", "b")
		stop := streaming(t, StreamConfig{StartingPosition: Latest}, stream, nil, function)
		time.Sleep(time.Second)
		synctest.Wait()
		stream.put("s1", "c")
		time.Sleep(time.Second)
		stream.split("s1", "s2")
		stream.put("s2", "d") // before the mapping knows the shard
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := strings.Join(function.seen(), " "); got != "c d" {
			t.Errorf("invocations %q, want c and d only", got)
		}
		stop()
	})
}

func TestStreamOfAForgottenParent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stream, function := newFakeStream(), &watcher{}
		stream.shards = []*fakeShard{{id: "s7", parent: "s6"}}
		stream.put("s7", "a")
		stop := streaming(t, StreamConfig{}, stream, nil, function)
		synctest.Wait()
		if !slices.Equal(function.seen(), []string{"a"}) {
			t.Errorf("invocations %q", function.seen())
		}
		stop()
	})
}
