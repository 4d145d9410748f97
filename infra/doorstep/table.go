package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/config"
	"doorstep/shared/store"
)

const tableHelp = `
  --stage STAGE   the deployment's stage; DOORSTEP_STAGE, else dev
  --table NAME    its table when that is not Doorstep-<stage>; DOORSTEP_TABLE

AWS is spoken to with what the environment holds: AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. For a
profile or a single sign-on: eval "$(aws configure export-credentials --format env)". AWS_ENDPOINT_URL_DYNAMODB, or
DYNAMODB_ENDPOINT, names another DynamoDB: the page of make run shows its own.
`

// tableTimeout bounds what one command asks of the table.
const tableTimeout = 30 * time.Second

// place is where a command finds the tables of a deployment.
type place struct{ stage, table *string }

func (p process) placeFlags(fs *flag.FlagSet) place {
	return place{fs.String("stage", p.envOr("DOORSTEP_STAGE", "dev"), ""), fs.String("table", p.env("DOORSTEP_TABLE"), "")}
}

func (p process) envOr(name, fallback string) string {
	if v := strings.TrimSpace(p.env(name)); v != "" {
		return v
	}
	return fallback
}

// endpoint is where DynamoDB is when it is not AWS's; or empty.
func (p process) endpoint() string {
	return p.envOr("AWS_ENDPOINT_URL_DYNAMODB", p.env("DYNAMODB_ENDPOINT"))
}

// settings reads what AWS is spoken to with.
func (p process) settings() (*config.Env, aws.Config, error) {
	endpoint := p.endpoint()
	env := config.New(func(name string) (string, bool) {
		v := p.env(name)
		if v == "" && endpoint != "" { // a stand-in takes any
			v = map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}[name]
		}
		return v, v != ""
	})
	settings := env.AWS(config.HTTPClient())
	return env, settings, env.Err()
}

// store opens the tables. Nothing is asked of them yet.
func (p process) store(at place) (*store.Store, error) {
	endpoint := p.endpoint()
	_, settings, err := p.settings()
	if err != nil {
		return nil, err
	}
	client := dynamodb.NewFromConfig(settings, func(o *dynamodb.Options) {
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
	})
	tables := store.Tables{Main: *at.table, Keys: "DoorstepKeys-" + *at.stage}
	if tables.Main == "" {
		tables.Main = "Doorstep-" + *at.stage
	}
	return store.New(client, tables, p.now, rand.Float64), nil
}

// onTable runs a command on the table.
func (p process) onTable(command string, at place, run func(context.Context, *store.Store) error) int {
	db, err := p.store(at)
	if err != nil {
		return p.complain(command, "%v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), tableTimeout)
	defer cancel()
	if err := run(ctx, db); err != nil {
		return p.complain(command, "%v", err)
	}
	return exitDone
}

// lines are printed as they are, one per line.
type lines []string

// withStore runs a command on the table and prints its outcome.
func (p process) withStore(command string, at place, run func(context.Context, *store.Store) (any, error)) int {
	return p.onTable(command, at, func(ctx context.Context, db *store.Store) error {
		outcome, err := run(ctx, db)
		if err != nil {
			return err
		}
		list, ok := outcome.(lines)
		if !ok {
			return p.print(outcome)
		}
		for _, line := range list {
			fmt.Fprintln(p.out, line)
		}
		return nil
	})
}
