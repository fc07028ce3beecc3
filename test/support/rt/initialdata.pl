# What `sequor deliver` needs of Request Tracker: a user, a queue, four custom fields, and the user's rights there.
@Users = ({ Name => 'sequor', EmailAddress => 'sequor@example.org', Privileged => 1 });
@Queues = ({ Name => 'NOC', Description => 'network operations' });
@CustomFields = map { { Name => $_, Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', ApplyTo => ['NOC'] } }
  qw(IncidentId DedupKey Severity Sequence);
@ACL = (
  { UserId => 'sequor', Right => 'ManageAuthTokens' },
  map { { UserId => 'sequor', Queue => 'NOC', Right => $_ } }
    qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ModifyTicket CommentOnTicket SeeCustomField ModifyCustomField)
);
1;
