package e2e

import (
	"flag"
	"os"
	"strconv"
	"testing"
)

// atOnce is how many stories run side by side: most of the time they wait, for a batching window or for nothing more to happen. A
// machine with more processors, or whoever asks for another number with -parallel, has its way.
const atOnce = 6

func TestMain(m *testing.M) {
	flag.Parse()
	most := flag.Lookup("test.parallel")
	if now, ok := most.Value.(flag.Getter).Get().(int); ok && most.Value.String() == most.DefValue && now < atOnce {
		if err := flag.Set("test.parallel", strconv.Itoa(atOnce)); err != nil {
			panic(err) // a typing error above
		}
	}
	os.Exit(m.Run())
}
