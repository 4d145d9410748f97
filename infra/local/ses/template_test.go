package ses_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

func TestTemplateLifecycle(t *testing.T) {
	t.Parallel()
	l := start(t)
	name := aws.String("shipped")
	create := &api.CreateEmailTemplateInput{TemplateName: name, TemplateContent: &types.EmailTemplateContent{Subject: aws.String("Order {{id}}"), Text: aws.String("Hello")}}
	if _, err := l.CreateEmailTemplate(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	_, err := l.CreateEmailTemplate(t.Context(), create)
	wantError[*types.AlreadyExistsException](t, err)
	update := &api.UpdateEmailTemplateInput{TemplateName: name, TemplateContent: &types.EmailTemplateContent{Subject: aws.String("Your order {{id}}"), Html: aws.String("<p>")}}
	if _, err := l.UpdateEmailTemplate(t.Context(), update); err != nil {
		t.Fatal(err)
	}
	got, err := l.GetEmailTemplate(t.Context(), &api.GetEmailTemplateInput{TemplateName: name})
	if err != nil || *got.TemplateName != "shipped" || *got.TemplateContent.Subject != "Your order {{id}}" || got.TemplateContent.Text != nil || *got.TemplateContent.Html != "<p>" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := l.DeleteEmailTemplate(t.Context(), &api.DeleteEmailTemplateInput{TemplateName: name}); err != nil {
		t.Fatal(err)
	}
	_, err = l.GetEmailTemplate(t.Context(), &api.GetEmailTemplateInput{TemplateName: name})
	wantError[*types.NotFoundException](t, err)
	_, err = l.UpdateEmailTemplate(t.Context(), update)
	wantError[*types.NotFoundException](t, err)
	_, err = l.DeleteEmailTemplate(t.Context(), &api.DeleteEmailTemplateInput{TemplateName: name})
	wantError[*types.NotFoundException](t, err)
	_, err = l.CreateEmailTemplate(t.Context(), &api.CreateEmailTemplateInput{TemplateName: name, TemplateContent: &types.EmailTemplateContent{}})
	wantError[*types.BadRequestException](t, err)
	_, err = l.CreateEmailTemplate(t.Context(), &api.CreateEmailTemplateInput{TemplateName: aws.String("a b"), TemplateContent: create.TemplateContent})
	wantError[*types.BadRequestException](t, err)
}

func TestSendTemplate(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.server.Verify("aster.test")
	_, err := l.CreateEmailTemplate(t.Context(), &api.CreateEmailTemplateInput{
		TemplateName:    aws.String("shipped"),
		TemplateContent: &types.EmailTemplateContent{Subject: aws.String("Order {{id}}"), Text: aws.String("{{ order.total }} cents, {{{order.gift}}}")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data          string
		subject, text string
		problem       string
	}{
		"filled":           {`{"id":"7","order":{"total":1200000,"gift":true}}`, "Order 7", "1200000 cents, true", ""},
		"not escaped":      {`{"id":"<&>","order":{"total":1,"gift":false}}`, "Order <&>", "1 cents, false", ""},
		"missing value":    {`{"id":"7","order":{"total":1}}`, "Order 7", "1 cents, ", "rendering failed: no value for {{order.gift}}"},
		"object as value":  {`{"id":{},"order":{"total":1,"gift":1}}`, "Order ", "1 cents, 1", "rendering failed: no value for {{id}}"},
		"no data whatever": {``, "Order ", " cents, ", "rendering failed: no value for {{id}}"},
	} {
		in := simple()
		in.Content = &types.EmailContent{Template: &types.Template{TemplateName: aws.String("shipped"), TemplateData: &c.data}}
		if _, err := l.SendEmail(t.Context(), in); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all := l.server.Outbox()
		m := all[len(all)-1]
		if m.Subject != c.subject || m.Text != c.text || m.Problem != c.problem || m.Template != "shipped" {
			t.Errorf("%s: got %q, %q, problem %q", name, m.Subject, m.Text, m.Problem)
		}
	}
}

func TestSendTemplateRefuses(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.server.Verify("aster.test")
	in := simple()
	in.Content = &types.EmailContent{Template: &types.Template{TemplateName: aws.String("absent")}}
	_, err := l.SendEmail(t.Context(), in)
	wantError[*types.NotFoundException](t, err)
	inline := &types.EmailTemplateContent{Subject: aws.String("Hello {{name}}"), Text: aws.String("x")}
	in.Content.Template = &types.Template{TemplateContent: inline, TemplateData: aws.String("[]")}
	_, err = l.SendEmail(t.Context(), in)
	wantError[*types.BadRequestException](t, err)
	in.Content.Template.TemplateData = aws.String(`{"name":"all"}`)
	if _, err := l.SendEmail(t.Context(), in); err != nil || l.server.Outbox()[0].Subject != "Hello all" {
		t.Errorf("an inline template: %v", err)
	}
}
