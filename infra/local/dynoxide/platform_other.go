//go:build !linux

package dynoxide

import "syscall"

// The pinned binary runs on linux/amd64 only; elsewhere Ensure says so before this is reached.

func dieWithParent() *syscall.SysProcAttr { return nil }
