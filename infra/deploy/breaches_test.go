package deploy_test

// breach is a change of template.yaml that a rule must refuse: the value that is put at a path (see edited), nothing to take out what
// is there, and a part of what the rule says then.
type breach struct{ rule, at, value, says string }

func breaches() []breach {
	const statement = " > Policies > 0 > PolicyDocument > Statement > "
	return []breach{
		{"functions are built alike", "Track > Architectures", "[x86_64]", "Track is not built as the others"},
		{"functions are built alike", "Globals > Function > Runtime", "provided.al2", "Watch is not built as the others"},
		{"functions are built alike", "Notify > LoggingConfig > LogGroup", "!Ref WatchLogs", "Notify is not built as the others"},
		{"functions are built alike", "Ingest > RecursiveLoop", "Allow", "Ingest is not built as the others"},
		{"functions are built alike", "Resources > Poll > Metadata > BuildMethod", "go1.x", "Poll is not built as the others"},

		{"functions say their time and memory", "Survey > Timeout", "", "Survey leaves Timeout or MemorySize to SAM"},
		{"functions say their time and memory", "Survey > MemorySize", "", "Survey leaves Timeout or MemorySize to SAM"},
		{"functions say their time and memory", "Orders > Timeout", "30", "Orders may run 30s"},

		{"functions have logs of their own", "OrdersLogs > RetentionInDays", "", "OrdersLogs keeps its lines for 0 days"},
		{"functions have logs of their own", "OrdersLogs > RetentionInDays", "3653", "OrdersLogs keeps its lines for 3653 days"},
		{"functions have logs of their own", "Resources > OrdersLogs > Type", "AWS::Logs::MetricFilter", "Orders has no log group"},

		{"variables hold no secret", "Poll > Environment > Variables > UPS_CLIENT_SECRET", "hunter2", "UPS_CLIENT_SECRET"},
		{"variables hold no secret", "Globals > Function > Environment > Variables > API_KEY", "hunter2", "Webhook gets the variable API_KEY"},

		{"messages fail one by one", "Ingest > Events > Inbound > Properties > FunctionResponseTypes", "", "Ingest from InboundQueue: one bad message"},
		{"messages fail one by one", "Relay > Events > Stream > Properties > FunctionResponseTypes", "", "Relay from the stream of Table: one bad record"},

		{"queues are read with a ceiling", "Notify > Events > Messages > Properties > ScalingConfig", "", "MaximumConcurrency 0"},
		{"queues are read with a ceiling", "Ingest > Events > Inbound > Properties > ScalingConfig > MaximumConcurrency", "500", "MaximumConcurrency 500"},

		{"concurrency is reserved behind the front door", "Ingest > ReservedConcurrentExecutions", "", "Ingest reserves -1 executions, want 20"},
		{"concurrency is reserved behind the front door", "Poll > ReservedConcurrentExecutions", "2", "Poll reserves 2 executions, want 4"},
		{"concurrency is reserved behind the front door", "Track > ReservedConcurrentExecutions", "5", "Track reserves 5 executions, want -1"},
		{"concurrency is reserved behind the front door", "Schedule > ReservedConcurrentExecutions", "20", "Schedule reserves 20 executions, want 2"},
		{"concurrency is reserved behind the front door", "Content > ReservedConcurrentExecutions", "0", "Content reserves 0 executions, want 1"},

		{"the stream gives up visibly", "Relay > Events > Stream > Properties > BisectBatchOnFunctionError", "", "hold up its shard"},
		{"the stream gives up visibly", "Relay > Events > Stream > Properties > MaximumRetryAttempts", "", "hold up its shard"},
		{"the stream gives up visibly", "Relay > Events > Stream > Properties > MaximumRecordAgeInSeconds", "86400", "hold up its shard"},
		{"the stream gives up visibly", "Relay > Events > Stream > Properties > DestinationConfig", "", "hold up its shard"},
		{"the stream gives up visibly", "Relay > Events > Stream > Properties > FilterCriteria", "", "filters"},
		{"the stream gives up visibly", "Relay > Events > Stream", "", "0 stream events"},

		{"a missed tick is not repeated", "Schedule > EventInvokeConfig", "", "is repeated beside the next one"},
		{"a missed tick is not repeated", "Content > EventInvokeConfig > MaximumRetryAttempts", "2", "is repeated beside the next one"},
		{"a missed tick is not repeated", "Schedule > EventInvokeConfig > MaximumEventAgeInSeconds", "3600", "is repeated beside the next one"},

		{"the routes are these", "Track > Events > Debug", "{Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: /debug}}", "GET /debug"},
		{"the routes are these", "Survey > Events > Push", "{Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: '/webhooks/{source}'}}", "POST /webhooks/{source}"},

		{"every route is throttled", "Api > RouteSettings > POST /track", "", "POST /track"},
		{"every route is throttled", "Api > RouteSettings > POST /track > ThrottlingRateLimit", "9000", "POST /track: a throttle of"},
		{"every route is throttled", "Api > RouteSettings > POST /track > ThrottlingBurstLimit", "1", "POST /track: a throttle of"},
		{"every route is throttled", "Api > DefaultRouteSettings", "", "want one API with a throttle"},
		{"every route is throttled", "Track > Events > Debug", "{Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: /debug}}", "GET /debug"},

		{"the front door speaks TLS 1.2", "Domain > DomainNameConfigurations > 0 > SecurityPolicy", "TLS_1_0", `"TLS_1_0"`},
		{"the front door speaks TLS 1.2", "Parameters > PublicUrl", "{Type: String, Default: 'http://a.example'}", "http://a.example"},
		{"the front door speaks TLS 1.2", "AlarmTopic > Subscription", "[{Protocol: http, Endpoint: a.example}]", "AlarmTopic sends by"},
		{"the front door speaks TLS 1.2", "Api > FailOnWarnings", "", "Api takes what API Gateway warns of"},

		{"queues have dead letters", "PollsQueue > RedrivePolicy", "", "PollsQueue: its dead letters go to"},
		{"queues have dead letters", "PollsQueue > RedrivePolicy > deadLetterTargetArn", "!GetAtt InboundDead.Arn", "PollsQueue: its dead letters go to"},
		{"queues have dead letters", "PollsQueue > RedrivePolicy > maxReceiveCount", "4", "PollsQueue gives up after 4 attempts"},

		{"dead letters wait for people", "InboundDead > MessageRetentionPeriod", "345600", "InboundDead 96h0m0s"},
		{"dead letters wait for people", "InboundQueue > MessageRetentionPeriod", "1209600", "InboundQueue keeps messages 336h0m0s"},
		{"dead letters wait for people", "RelayLost > MessageRetentionPeriod", "", "RelayLost keeps messages 96h0m0s"},

		{"dead letters come from one queue", "ChecksDead > RedriveAllowPolicy", "", "ChecksDead takes dead letters of others"},
		{"dead letters come from one queue", "ChecksDead > RedriveAllowPolicy > redrivePermission", "allowAll", "ChecksDead takes dead letters of others"},
		{"dead letters come from one queue", "RelayLost > RedriveAllowPolicy", "", "RelayLost can be a dead-letter queue"},

		{"queues are encrypted", "FeedbackQueue > SqsManagedSseEnabled", "", "FeedbackQueue is not encrypted"},
		{"queues are encrypted", "FeedbackDead > SqsManagedSseEnabled", "false", "FeedbackDead is not encrypted"},

		{"queues wait until the function is done", "MessagesQueue > VisibilityTimeout", "179", "MessagesQueue: messages come back after 2m59s"},
		{"queues wait until the function is done", "MessagesQueue > VisibilityTimeout", "43200", "MessagesQueue: messages come back after 12h0m0s"},
		{"queues wait until the function is done", "Ingest > Timeout", "60", "InboundQueue: messages come back after"},
		{"queues wait until the function is done", "Ingest > Events > Inbound > Properties > MaximumBatchingWindowInSeconds", "60", "InboundQueue: messages come back after"},

		{"each queue has one reader", "Watch > Events > Checks > Properties > Queue", "!GetAtt PollsQueue.Arn", "both read PollsQueue"},
		{"each queue has one reader", "Watch > Events > Checks", "", "ChecksQueue is read by \"\""},
		{"each queue has one reader", "Watch > Events > Checks > Properties > Queue", "!GetAtt ChecksDead.Arn", "ChecksDead is read by \"Watch\""},

		{"queues are written to by name", "FeedbackQueuePolicy > PolicyDocument > Statement > 0 > Condition", "", "lets more in"},
		{"queues are written to by name", "FeedbackQueuePolicy > PolicyDocument > Statement > 0 > Principal", "'*'", "lets more in"},
		{"queues are written to by name", "FeedbackQueuePolicy > PolicyDocument > Statement > 0 > Action", "'sqs:*'", "lets more in"},
		{"queues are written to by name", "FeedbackQueuePolicy > PolicyDocument > Statement > 0 > Resource", "'*'", `opens "*"`},

		{"tables outlive mistakes", "Table > DeletionProtectionEnabled", "false", "DeletionProtectionEnabled"},
		{"tables outlive mistakes", "Table > PointInTimeRecoverySpecification", "", "PointInTimeRecoveryEnabled"},
		{"tables outlive mistakes", "KeysTable > PointInTimeRecoverySpecification > PointInTimeRecoveryEnabled", "true", "PointInTimeRecoveryEnabled"},
		{"tables outlive mistakes", "KeysTable > TimeToLiveSpecification", "", "TTL"},
		{"tables outlive mistakes", "Table > SSESpecification > SSEEnabled", "false", "SSEEnabled"},
		{"tables outlive mistakes", "Resources > Table > DeletionPolicy", "Delete", "DeletionPolicy"},
		{"tables outlive mistakes", "Table > BillingMode", "PROVISIONED", "BillingMode"},

		{"tables have these keys", "Table > GlobalSecondaryIndexes > 0 > Projection > ProjectionType", "ALL", "Table/due"},
		{"tables have these keys", "Table > StreamSpecification > StreamViewType", "KEYS_ONLY", "the stream of Table shows"},
		{"tables have these keys", "KeysTable > StreamSpecification", "{StreamViewType: KEYS_ONLY}", "KeysTable has a stream"},

		{"nothing else holds data", "Resources > Archive", "{Type: 'AWS::KMS::Key'}", "Archive is a AWS::KMS::Key"},
		{"nothing else holds data", "PollsDead > SqsManagedSseEnabled", "", "PollsDead does not say SqsManagedSseEnabled"},
		{"nothing else holds data", "KeysTable > SSESpecification", "", "KeysTable does not say SSESpecification"},

		{"roles grant exactly the rights", "TrackRole" + statement + "1 > Action", "[dynamodb:GetItem]", "dynamodb:BatchGetItem Table.Arn"},
		{"roles grant exactly the rights", "TrackRole" + statement + "9", "{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt PollsQueue.Arn}", "sqs:SendMessage PollsQueue.Arn"},
		{"roles grant exactly the rights", "TrackRole" + statement + "1 > Resource", "", "rights of Track"},
		{"roles grant exactly the rights", "TrackRole" + statement + "1 > NotAction", "[dynamodb:Scan]", "a statement with NotAction"},
		{"roles grant exactly the rights", "TrackRole" + statement + "1 > Effect", "Deny", "Effect \"Deny\""},
		{"roles grant exactly the rights", "TrackRole" + statement + "1 > Condition", "{Bool: {'aws:SecureTransport': 'true'}}", "a condition that this test does not know"},

		{"roles belong to one function each", "Track > Role", "!GetAtt OrdersRole.Arn", "no function uses the role TrackRole"},
		{"roles belong to one function each", "Track > Role", "", `Track: its role is ""`},
		{"roles belong to one function each", "TrackRole > ManagedPolicyArns", "['arn:aws:iam::aws:policy/AdministratorAccess']", "TrackRole grants by other means"},
		{"roles belong to one function each", "TrackRole > AssumeRolePolicyDocument > Statement > 0 > Principal", "{AWS: '*'}", "TrackRole may be taken by others"},

		{"no star without a reason", "PollRole" + statement + "2 > Action", "['dynamodb:*']", `the action "dynamodb:*"`},
		{"no star without a reason", "PollRole" + statement + "2 > Resource", "'*'", `the resource "*"`},
		{"no star without a reason", "PollRole" + statement + "2 > Resource", "!Sub '${Table.Arn}*'", `the resource "Table.Arn*"`},
		{"no star without a reason", "RelayRole" + statement + "1 > Resource", "!GetAtt Table.StreamArn", "nobody needs the reason for Table.Arn/stream/*"},

		{"tables are opened by key", "PollRole" + statement + "2 > Condition", "", "PollRole: dynamodb:GetItem on all of Table.Arn"},
		{"tables are opened by key", "SurveyRole" + statement + "4 > Condition", "", "SurveyRole: dynamodb:PutItem on all of KeysTable.Arn"},
		{"tables are opened by key", "ScheduleRole" + statement + "1 > Action", "[dynamodb:Scan]", "ScheduleRole: dynamodb:Scan on all of"},

		{"few may destroy", "WebhookRole" + statement + "3", "{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Table.Arn}", "Webhook, the public door, may dynamodb:GetItem"},
		{"few may destroy", "NotifyRole" + statement + "4 > Action", "[dynamodb:DeleteItem]", "Notify may dynamodb:DeleteItem"},
		{"few may destroy", "PollRole" + statement + "1 > Action", "[sqs:PurgeQueue]", "Poll may sqs:PurgeQueue"},
		{"few may destroy", "PollRole" + statement + "1 > Action", "[iam:PassRole]", "Poll may iam:PassRole"},

		{"everything is watched", "Resources > PollsQueueAge", "", "AWS/SQS ApproximateAgeOfOldestMessage PollsQueue"},
		{"everything is watched", "Resources > PollsDeadFilled", "", "AWS/SQS ApproximateNumberOfMessagesVisible PollsDead"},
		{"everything is watched", "Resources > NotifyErrors", "", "AWS/Lambda Errors Notify"},
		{"everything is watched", "WorkerThrottles > Metrics > 3", "", "AWS/Lambda Throttles Content"},

		{"every alarm says what to do", "ApiErrors > AlarmActions", "", "ApiErrors tells []"},
		{"every alarm says what to do", "ApiErrors > ActionsEnabled", "false", "ApiErrors is switched off"},
		{"every alarm says what to do", "ApiErrors > AlarmDescription", "The API answers 5xx", "ApiErrors: its description names no runbook"},
		{"every alarm says what to do", "ApiErrors > AlarmDescription", "See infra/deploy/runbooks/nobody-wrote.md", "nobody-wrote.md"},

		{"silence means what it should", "ApiErrors > TreatMissingData", "", `ApiErrors takes silence for ""`},
		{"silence means what it should", "ScheduleStopped > TreatMissingData", "notBreaching", "ScheduleStopped takes silence for"},
		{"silence means what it should", "MailBounces > TreatMissingData", "breaching", "MailBounces takes silence for"},

		{"dead letters ring at once", "InboundDeadFilled > Threshold", "10", "InboundDeadFilled does not ring"},
		{"dead letters ring at once", "InboundDeadFilled > ComparisonOperator", "LessThanThreshold", "InboundDeadFilled does not ring"},
		{"dead letters ring at once", "InboundDeadFilled > Period", "3600", "InboundDeadFilled does not ring"},

		{"waiting messages ring before they are lost", "InboundQueueAge > Threshold", "86400", "InboundQueueAge rings after 24h"},
		{"waiting messages ring before they are lost", "RelayStreamAge > Threshold", "43200000", "RelayStreamAge rings after 12h"},
		{"waiting messages ring before they are lost", "PollsQueue > MessageRetentionPeriod", "3600", "PollsQueueAge rings after 1h5m0s, want 30m0s"},
	}
}
