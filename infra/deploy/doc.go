// Package deploy holds no code. Its tests hold the rules of template.yaml: rights, dead letters, alarms, time-outs, protection.
package deploy
