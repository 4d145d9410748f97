package mail

import "errors"

var errTodo = errors.New("not written yet")

// Email writes the message as an e-mail. The error is of kind fault.Invalid when it has no page to lead to or no words.
func (l Letter) Email() (Email, error) { return Email{}, errTodo }

// SMS writes the message as a text message. Errors are as for Email.
func (l Letter) SMS() (SMS, error) { return SMS{}, errTodo }

// Email writes the alert as an e-mail.
func (a Alert) Email() (Email, error) { return Email{}, errTodo }

// Chat writes the alert as the JSON that Slack's incoming webhooks take, and those that follow them
// (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
func (a Alert) Chat() ([]byte, error) { return nil, errTodo }
