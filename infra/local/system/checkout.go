package system

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Checkout finds the top of the checkout above the working directory, so that the command works from any folder of it.
func Checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the working directory: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "template.yaml")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("there is no template.yaml here or above: run it inside the checkout")
		}
		dir = up
	}
}
