package engine

import (
	"context"
	"net/url"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Config signs with the region and credentials of the environment, so that an endpoint may be AWS itself; engines on this machine
// take anything.
func Config() aws.Config {
	given := aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}
	if id := os.Getenv("AWS_ACCESS_KEY_ID"); id != "" {
		given = aws.Credentials{AccessKeyID: id, SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: os.Getenv("AWS_SESSION_TOKEN")}
	}
	region := os.Getenv("AWS_REGION")
	if region == "" {
		region = "us-east-1"
	}
	return aws.Config{Region: region, Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return given, nil })}
}

// Streams is where the streams of the tables behind an endpoint are read: at AWS under a name of their own
// (https://docs.aws.amazon.com/general/latest/gr/ddb.html), elsewhere at the same place.
func Streams(dynamodb string) string {
	address, err := url.Parse(dynamodb)
	if err != nil || !strings.HasSuffix(address.Hostname(), ".amazonaws.com") || !strings.HasPrefix(address.Host, "dynamodb.") {
		return dynamodb
	}
	address.Host = "streams." + address.Host
	return address.String()
}
