//go:build unix && !linux

package lambda

import "syscall"

// processAttributes puts an instance into a process group of its own. Without
// the parent-death signal of Linux an instance outlives a runner that was killed
// by kill -9 until it notices that the Runtime API is gone, which aws-lambda-go
// does at once when idle and else when it answers.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
