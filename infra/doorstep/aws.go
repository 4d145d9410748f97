package main

import (
	"flag"
	"math/rand/v2"
	"strings"

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

// store opens the tables. Nothing is asked of them yet.
func (p process) store(at place) (*store.Store, error) {
	endpoint := p.envOr("AWS_ENDPOINT_URL_DYNAMODB", p.env("DYNAMODB_ENDPOINT"))
	env := config.New(func(name string) (string, bool) {
		v := p.env(name)
		if v == "" && endpoint != "" { // a stand-in takes any
			v = map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}[name]
		}
		return v, v != ""
	})
	settings := env.AWS(config.HTTPClient())
	if err := env.Err(); err != nil {
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

// parseAnywhere reads flags that stand before, between and behind the other arguments, and gives those.
func (p process) parseAnywhere(fs *flag.FlagSet, args []string) (rest []string, code int, done bool) {
	for {
		if code, done = p.parse(fs, args); done {
			return nil, code, true
		}
		if fs.NArg() == 0 {
			return rest, 0, false
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}
