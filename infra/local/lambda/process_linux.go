package lambda

import "syscall"

// processAttributes puts an instance into a process group of its own, so that
// Ctrl-C in the terminal reaches the runner only and what the instance starts is
// killed with it. The kernel kills the instance when the runner dies, even by
// kill -9.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
