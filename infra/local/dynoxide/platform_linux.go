package dynoxide

import "syscall"

// dieWithParent makes the kernel kill the child when the thread that started it ends, so that not even kill -9 of the
// parent leaves a process behind.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
