using Confluent.Kafka;

namespace GridFlow.Sources;

/// <summary>What a transaction has to show to the group's coordinator: which member of which generation it speaks for.</summary>
internal interface IGroupMembership
{
    /// <summary>The membership as the poll thread saw it last; null while this instance is no member.</summary>
    /// <remarks>
    /// Read it before looking whether a partition is still owned. Then a partition that is lost in between goes with a membership that is older than the loss, and
    /// the coordinator refuses it; the other way round a new membership could vouch for a partition that is no longer ours.
    /// </remarks>
    IConsumerGroupMetadata? Membership { get; }
}
