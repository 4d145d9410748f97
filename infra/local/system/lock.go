package system

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// lock waits until no other process or goroutine holds the lock of a file, which ends with its holder, however that ends.
func lock(ctx context.Context, name string) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil //nolint:errcheck // nothing was written
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			f.Close() //nolint:errcheck // the first error counts
			return nil, err
		}
		select {
		case <-ctx.Done():
			f.Close() //nolint:errcheck // the first error counts
			return nil, ctx.Err()
		case <-ticker.C:
		}
	}
}
