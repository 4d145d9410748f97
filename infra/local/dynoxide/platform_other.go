//go:build !linux

package dynoxide

import (
	"context"
	"errors"
	"syscall"
)

// The pinned binary runs on linux/amd64 only; elsewhere Ensure says so before either of these is reached.

func dieWithParent() *syscall.SysProcAttr { return nil }

func lockFile(context.Context, string) (func(), error) {
	return nil, errors.ErrUnsupported
}
