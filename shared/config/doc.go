// Package config reads what a function is told from outside: typed environment variables, the AWS configuration that
// Lambda hands over in them, and parameters from SSM behind a cache. Everything is read once, at start, and every problem
// is reported together, so that a wrong deployment is mended in one go.
//
// It holds no defaults of the domain and never prints the value of a secret.
package config
