// Package system runs the whole of Doorstep on one machine: it reads template.yaml, creates its tables and queues on
// stand-ins (or on the endpoints it is given), builds its functions and connects them as AWS would. `make run` and the
// end-to-end tests use it. It knows Doorstep by its template only; what a newcomer finds in it is seeded by package demo.
package system
