package sim

import (
	"math/rand/v2"
	"time"
)

// kind is what becomes of a call.
type kind string

const (
	works        kind = ""
	stale        kind = "stale read"     // it works, and what it reads is old
	fails        kind = "failed"         // nothing happened, the caller gets an error
	throttled    kind = "throttled"      // the same, for too many calls
	partly       kind = "partly"         // of a batch some entries are not done
	lost         kind = "answer lost"    // it happened, the caller gets an error
	twice        kind = "twice"          // the SDK lost the first answer and repeated the call
	slow         kind = "timed out"      // nothing happened, the caller waited in vain
	late         kind = "happens later"  // the caller waited in vain, and it happens after that
	killedBefore kind = "killed before"  // the process ends before the call
	killedAfter  kind = "killed after"   // the process ends after the call, before its answer
	gone         kind = "already killed" // the process has been killed while the call waited
)

// fate is what becomes of one call, drawn when its turn has come.
type fate struct {
	kind kind
	wait time.Duration // slow, late: until the caller gives up
	then time.Duration // late: from there until it happens
	lag  time.Duration // by how much an eventually consistent read is behind
}

// weather is what a run has to bear: how often, of 1,000 calls, each kind of fate is drawn. Every seed has a weather of its own, in
// which some kinds are missing: rare combinations become common in some runs.
type weather map[kind]int

func drawWeather(rnd *rand.Rand) weather {
	w := weather{}
	for _, k := range []kind{fails, throttled, partly, lost, twice, slow, late, killedBefore, killedAfter} {
		often := 1 + rnd.IntN(16)
		if rnd.IntN(3) > 0 {
			w[k] = often
		}
	}
	w[stale] = rnd.IntN(300)
	return w
}

// kinds are in the order in which a draw goes through the kinds: that of a map is not ours to repeat.
var kinds = [...]kind{fails, throttled, partly, lost, twice, slow, late, killedBefore, killedAfter, stale}

// draw gives the fate of a call of an edge.
func (w weather) draw(rnd *rand.Rand, c *call) fate {
	f := fate{kind: works}
	at := rnd.IntN(1000)
	for _, k := range kinds {
		if at < w[k] {
			f.kind = k
			break
		}
		at -= w[k]
	}
	switch f.kind {
	case slow, late:
		f.wait = time.Duration(1+rnd.IntN(int(c.edge.patience()/time.Second))) * time.Second
		f.then = time.Duration(rnd.IntN(5000)) * time.Millisecond
	case stale:
		f.lag = time.Duration(1+rnd.IntN(900)) * time.Millisecond
		if rnd.IntN(10) == 0 {
			f.lag *= 10
		}
	}
	switch {
	case !c.takes(f.kind):
		f.kind = works
	case f.kind == late && !c.acts:
		f.kind = slow
	}
	return f
}

// edge is a place where calls leave the system.
type edge string

const (
	database edge = "dynamodb"
	sending  edge = "sqs"
	settings edge = "ssm"
	asking   edge = "carrier"
	mailing  edge = "ses"
	texting  edge = "sms"
	chatting edge = "chat"
)

// mails reports whether messages leave over an edge.
func (e edge) mails() bool { return e == mailing || e == texting || e == chatting }

// patience is how long a caller waits for an answer, with all the attempts of the SDK: the limits of shared/config.
func (e edge) patience() time.Duration {
	switch e {
	case asking:
		return 20 * time.Second
	case mailing, texting:
		return 10 * time.Second
	case chatting:
		return 3 * time.Second
	default:
		return 15 * time.Second
	}
}
