package ses

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// template is an e-mail template, or the content of an inline one.
type template struct {
	Subject string `json:",omitempty"`
	Text    string `json:",omitempty"`
	HTML    string `json:"Html,omitempty"`
}

type templateInput struct {
	TemplateName    string
	TemplateContent *template
}

func (in templateInput) check() error {
	if in.TemplateName == "" || strings.ContainsAny(in.TemplateName, "/ ") {
		return fail(codeBadRequest, "TemplateName must be given, without spaces and slashes.")
	}
	if in.TemplateContent == nil || in.TemplateContent.Subject == "" {
		return fail(codeBadRequest, "The template needs a TemplateContent with a Subject.")
	}
	return nil
}

func (s *Server) createEmailTemplate(r *http.Request) (any, error) {
	var in templateInput
	if err := decode(r, &in); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.templates[in.TemplateName]; ok {
		return nil, fail(codeAlreadyExists, "Template %s already exists.", in.TemplateName)
	}
	s.templates[in.TemplateName] = *in.TemplateContent
	return empty{}, nil
}

func (s *Server) updateEmailTemplate(r *http.Request) (any, error) {
	var in templateInput
	if err := decode(r, &in); err != nil {
		return nil, err
	}
	in.TemplateName = r.PathValue("name")
	if err := in.check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.findTemplate(in.TemplateName); err != nil {
		return nil, err
	}
	s.templates[in.TemplateName] = *in.TemplateContent
	return empty{}, nil
}

func (s *Server) getEmailTemplate(r *http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.findTemplate(r.PathValue("name"))
	if err != nil {
		return nil, err
	}
	return templateInput{TemplateName: r.PathValue("name"), TemplateContent: &found}, nil
}

func (s *Server) deleteEmailTemplate(r *http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.findTemplate(r.PathValue("name")); err != nil {
		return nil, err
	}
	delete(s.templates, r.PathValue("name"))
	return empty{}, nil
}

func (s *Server) findTemplate(name string) (template, error) {
	found, ok := s.templates[name]
	if !ok {
		return template{}, fail(codeNotFound, "Template %s does not exist.", name)
	}
	return found, nil
}

// render fills placeholders. SES accepts a message whose data does not fit and reports a rendering failure later, so a problem is
// text, not an error; it names the placeholder. Values are not escaped, as SES does not either.
// https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html
func (t template) render(data map[string]any) (filled template, problem string) {
	placeholder := regexp.MustCompile(`\{\{\{?\s*([^{}]*?)\s*\}?\}\}`)
	fill := func(text string) string {
		return placeholder.ReplaceAllStringFunc(text, func(found string) string {
			name := placeholder.FindStringSubmatch(found)[1]
			value, ok := lookUp(data, name)
			if !ok && problem == "" {
				problem = fmt.Sprintf("rendering failed: no value for {{%s}}", name)
			}
			return value
		})
	}
	return template{Subject: fill(t.Subject), Text: fill(t.Text), HTML: fill(t.HTML)}, problem
}

// lookUp returns the text, number or truth value at a path like order.id. Helpers such as "#each" are never found.
func lookUp(data map[string]any, path string) (string, bool) {
	first, rest, nested := strings.Cut(path, ".")
	switch value := data[first].(type) {
	case map[string]any:
		if !nested {
			return "", false
		}
		return lookUp(value, rest)
	case string, json.Number, bool:
		return fmt.Sprint(value), !nested
	}
	return "", false
}
