package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDeployScript runs infra/tools/deploy with a program in place of sam that prints what it is asked, for a stage that is known and for
// one that is not.
func TestDeployScript(t *testing.T) {
	t.Parallel()
	script, err := filepath.Abs(filepath.Join(root, "infra/tools/deploy"))
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		stage string
		want  []string
	}{
		"a stage that has its answers": {"prod", []string{"deploy", "--config-file", "CONFIG", "--config-env", "prod", "--tags", "system=doorstep stage=prod"}},
		"a new stage": {"dev", []string{"deploy", "--guided", "--config-file", "CONFIG", "--config-env", "dev", "--tags", "system=doorstep stage=dev",
			"--stack-name", "doorstep-dev", "--capabilities", "CAPABILITY_IAM", "--parameter-overrides", "Stage=dev"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			config := filepath.Join(folder, "infra/deploy/samconfig.toml")
			if err := os.MkdirAll(filepath.Dir(config), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(config, []byte("version = 0.1\n[prod.deploy.parameters]\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			run := exec.Command(script, c.stage, "printf", `%s\n`)
			run.Dir = folder
			output, err := run.Output()
			if err != nil {
				t.Fatal(err)
			}
			_, asked, _ := strings.Cut("\n"+string(output), "\ndeploy\n")
			got := strings.Split(strings.ReplaceAll("deploy\n"+strings.TrimSpace(asked), config, "CONFIG"), "\n")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("sam is asked (-want +got):\n%s", diff)
			}
		})
	}
}
