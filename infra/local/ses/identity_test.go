package ses_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

func TestIdentities(t *testing.T) {
	t.Parallel()
	l := start(t)
	for identity, kind := range map[string]types.IdentityType{"post@aster.test": types.IdentityTypeEmailAddress, "aster.test": types.IdentityTypeDomain} {
		_, err := l.GetEmailIdentity(t.Context(), &api.GetEmailIdentityInput{EmailIdentity: &identity})
		wantError[*types.NotFoundException](t, err)
		created, err := l.CreateEmailIdentity(t.Context(), &api.CreateEmailIdentityInput{EmailIdentity: &identity})
		if err != nil || created.IdentityType != kind || !created.VerifiedForSendingStatus {
			t.Errorf("create %s: %v, %v", identity, created, err)
		}
		got, err := l.GetEmailIdentity(t.Context(), &api.GetEmailIdentityInput{EmailIdentity: &identity})
		if err != nil || got.IdentityType != kind || got.VerificationStatus != types.VerificationStatusSuccess {
			t.Errorf("get %s: %v, %v", identity, got, err)
		}
		_, err = l.CreateEmailIdentity(t.Context(), &api.CreateEmailIdentityInput{EmailIdentity: &identity})
		wantError[*types.AlreadyExistsException](t, err)
	}
	_, err := l.CreateEmailIdentity(t.Context(), &api.CreateEmailIdentityInput{EmailIdentity: aws.String("")})
	wantError[*types.BadRequestException](t, err)
}

func TestSuppressionList(t *testing.T) {
	t.Parallel()
	l := start(t)
	put := func(address string, reason types.SuppressionListReason) error {
		_, err := l.PutSuppressedDestination(t.Context(), &api.PutSuppressedDestinationInput{EmailAddress: &address, Reason: reason})
		return err
	}
	for _, address := range []string{"c@example.com", "a+b@example.com", "d@example.com"} {
		if err := put(address, types.SuppressionListReasonBounce); err != nil {
			t.Fatal(err)
		}
		l.advance(time.Minute)
	}
	if err := put("b@example.com", types.SuppressionListReasonComplaint); err != nil {
		t.Fatal(err)
	}
	wantError[*types.BadRequestException](t, put("b@example.com", "BOREDOM"))
	wantError[*types.BadRequestException](t, put("nobody", types.SuppressionListReasonBounce))

	got, err := l.GetSuppressedDestination(t.Context(), &api.GetSuppressedDestinationInput{EmailAddress: aws.String("A+b@example.com")})
	if err != nil || *got.SuppressedDestination.EmailAddress != "a+b@example.com" || !got.SuppressedDestination.LastUpdateTime.Equal(l.now().Add(-2*time.Minute)) {
		t.Errorf("get: %v, %v", got, err)
	}
	for name, c := range map[string]struct {
		in   api.ListSuppressedDestinationsInput
		want string
	}{
		"all":         {api.ListSuppressedDestinationsInput{}, "[a+b@example.com b@example.com c@example.com d@example.com]"},
		"pages":       {api.ListSuppressedDestinationsInput{PageSize: aws.Int32(3)}, "[a+b@example.com b@example.com c@example.com d@example.com]"},
		"by reason":   {api.ListSuppressedDestinationsInput{Reasons: []types.SuppressionListReason{"COMPLAINT"}}, "[b@example.com]"},
		"from a time": {api.ListSuppressedDestinationsInput{StartDate: aws.Time(l.now().Add(-time.Minute))}, "[b@example.com d@example.com]"},
		"to a time":   {api.ListSuppressedDestinationsInput{EndDate: aws.Time(l.now().Add(-2 * time.Minute))}, "[c@example.com]"},
	} {
		var all []string
		for pages := api.NewListSuppressedDestinationsPaginator(l.Client, &c.in); pages.HasMorePages(); {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, s := range page.SuppressedDestinationSummaries {
				all = append(all, *s.EmailAddress)
			}
		}
		if fmt.Sprint(all) != c.want {
			t.Errorf("%s: got %v, want %s", name, all, c.want)
		}
	}
	_, err = l.ListSuppressedDestinations(t.Context(), &api.ListSuppressedDestinationsInput{NextToken: aws.String("!")})
	wantError[*types.InvalidNextTokenException](t, err)
	_, err = l.ListSuppressedDestinations(t.Context(), &api.ListSuppressedDestinationsInput{PageSize: aws.Int32(1001)})
	wantError[*types.BadRequestException](t, err)

	remove := func() error {
		_, err := l.DeleteSuppressedDestination(t.Context(), &api.DeleteSuppressedDestinationInput{EmailAddress: aws.String("b@example.com")})
		return err
	}
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	wantError[*types.NotFoundException](t, remove())
	_, err = l.GetSuppressedDestination(t.Context(), &api.GetSuppressedDestinationInput{EmailAddress: aws.String("b@example.com")})
	wantError[*types.NotFoundException](t, err)
}
