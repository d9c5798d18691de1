using Confluent.Kafka;
using GridFlow.Topology;

namespace GridFlow.Sources;

/// <content>What is seen of the poll loop from outside: whether it comes round, and whether the group has something for it to do.</content>
internal sealed partial class KafkaReadingSource
{
    private static readonly TimeSpan StandbyLook = TimeSpan.FromSeconds(1);

    // A rebalance with a polite hand-over takes some seconds, and the partitions come only with the next one.
    private static readonly TimeSpan StandbyPatience = TimeSpan.FromSeconds(15);

    // As the client has it when nobody sets it: a call that it answers without a broker's word takes so long at most.
    private static readonly TimeSpan DefaultSocketTimeout = TimeSpan.FromSeconds(60);

    private readonly TimeSpan _socketTimeout;
    private long _rounds;
    private long _standbyLookedAt;
    private long? _idleMemberSince;
    private volatile bool _isStandby;

    /// <summary>Whether this instance is a member that the group has had no partition for, for a while.</summary>
    public bool IsStandby => _isStandby;

    /// <summary>Whether the poll loop comes round. A consumer whose brokers are away may be waiting for them.</summary>
    public StageProgress Progress => new("poll loop", _polling && !_conditions.IsRaised(_subject), Volatile.Read(ref _rounds), _socketTimeout);

    private void ComeRound() => Volatile.Write(ref _rounds, _rounds + 1);

    private bool IsMember()
    {
        try
        {
            return !string.IsNullOrEmpty(_consumer.MemberId);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private void FollowStandby()
    {
        if (_time.GetElapsedTime(_standbyLookedAt) < StandbyLook)
        {
            return;
        }

        _standbyLookedAt = _time.GetTimestamp();
        // A topic that is not there has no partition for anybody, and a group that is not heard of may have some.
        if (_partitions.Read().Count > 0 || _conditions.IsRaised(_subject) || !IsMember())
        {
            (_idleMemberSince, _isStandby) = (null, false);
            return;
        }

        _idleMemberSince ??= _time.GetTimestamp();
        if (!_isStandby && _time.GetElapsedTime(_idleMemberSince.Value) >= StandbyPatience)
        {
            _isStandby = true;
            // Nothing is the matter with it: alerts are made of conditions, and one for each healthy standby would be noise.
            _conditions.Clear(_groupSubject);
        }
    }
}
