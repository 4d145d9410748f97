package main

// A judge is an engine of somebody else.
type judge struct {
	name     string // its folder here
	title    string
	variable string // names an endpoint to ask instead
	java     func(port string) []string
}

func dynamoDBLocal() judge {
	return judge{"dynamodb-local", "DynamoDB Local 3.3.1", "DYNAMODB_ENDPOINT", func(port string) []string {
		return []string{"-Xmx1500m", "Loopback.java", "-inMemory", "-sharedDb", "-disableTelemetry", "-port", port}
	}}
}

func elasticMQ() judge {
	return judge{"elasticmq", "ElasticMQ 1.7.1", "SQS_ENDPOINT", func(port string) []string {
		return []string{
			"-Xmx512m", "-Drest-sqs.bind-hostname=127.0.0.1", "-Drest-sqs.bind-port=" + port, "-Drest-stats.enabled=false",
			"-Dnode-address.host=127.0.0.1", "-Dnode-address.port=" + port, "Watched.java",
		}
	}}
}

// A part is what can be asked for by itself.
type part struct {
	name   string
	rounds []round
}

// A round is one run of `go test` with some judges running.
type round struct {
	what     string
	judges   []judge
	packages []string
	tests    string // the expression for -run; empty: all tests of the packages
	timeout  string
}

// parts are all that there is to ask. A test here fails when a package that uses a database is in none of them.
func parts() []part {
	ddb, emq := dynamoDBLocal(), elasticMQ()
	return []part{
		{"store", []round{
			{"the store's suite, what handlers consume, streams", []judge{ddb}, []string{
				"./shared/store", "./functions/notify/handler", "./functions/orders/handler", "./functions/survey", "./functions/track",
				"./infra/bench/meter", "./infra/local/eventsource", "./shared/sim/dynamo",
			}, "^(TestStoreOverTheWire|TestUnits|TestErase.*|TestTwentyTapsAtOnce|TestALookupCostsTheSame|TestAgainstTheStore|" +
				"TestStreamOfARealEngine|TestStreamFilterOnARealEngine|TestImagesOfARealEngine|TestAnswersLikeAnother)$", "10m"},
			{"the command line", []judge{ddb}, []string{"./infra/doorstep"}, "", "10m"},
		}},
		{"queue", []round{
			{"the queues' suite", []judge{emq}, []string{"./infra/local/sqs"}, "^TestQueuesOverTheWire$", "10m"},
		}},
		{"e2e", []round{
			{"every story on another database", []judge{ddb}, []string{"./infra/local/e2e"}, "", "60m"},
			{"the runner, its demo and the budgets on another database", []judge{ddb}, []string{"./infra/local", "./infra/local/system", "./infra/local/demo", "./infra/bench"},
				"^(TestCommand|TestStart.*|TestPages|TestEnginesElsewhere|TestRunningBudgets)$", "20m"},
			{"some stories on another database and other queues", []judge{ddb, emq}, []string{"./infra/local/system", "./infra/local/e2e"},
				"^(TestStart.*|TestAPushBecomesWhatTheShopperSees|TestPolledAndPushedScansAppearOnce|TestMilestonesAreDecidedOnce|TestDeadLettersComeBack|TestOrdersOfShops|TestAnErasedOrderNamesNobody)$", "30m"},
		}},
	}
}
