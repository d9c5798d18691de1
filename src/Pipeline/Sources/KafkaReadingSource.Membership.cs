using Confluent.Kafka;

namespace GridFlow.Sources;

/// <content>Which member of the group this instance is, for transactions to show.</content>
internal sealed partial class KafkaReadingSource
{
    private static readonly TimeSpan MembershipAge = TimeSpan.FromMilliseconds(20);

    private long _membershipNotedAt;
    private volatile IConsumerGroupMetadata? _membership;

    /// <inheritdoc/>
    public IConsumerGroupMetadata? Membership
    {
        get
        {
            // When the loop has ended nobody else notes it, and the last commits still need it.
            if (!_polling && !_closing)
            {
                NoteMembership();
            }

            return _membership;
        }
    }

    private void NoteMembershipIfNeeded()
    {
        if (_transactional && _time.GetElapsedTime(_membershipNotedAt) >= MembershipAge)
        {
            NoteMembership();
        }
    }

    /// <summary>Notes under which membership a transaction may be committed.</summary>
    private void NoteMembership()
    {
        lock (_clientLock)
        {
            if (_disposed)
            {
                return;
            }

            try
            {
                // A member that was expelled has no id until the poll thread has been told so. The coordinator takes a commit without an id from anybody.
                var member = _consumer.MemberId;
                var membership = _consumer.ConsumerGroupMetadata;
                _membership = string.IsNullOrEmpty(member) || _consumer.MemberId != member ? null : membership;
            }
            catch (KafkaException e)
            {
                _membership = null;
                LogClient(_logger, SyslogLevel.Notice, $"the membership is not known: {e.Error.Reason}");
            }

            _membershipNotedAt = _time.GetTimestamp();
        }
    }
}
