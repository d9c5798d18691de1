using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GridFlow.Control.Doctor.Kafka;

/// <summary>Who is in a consumer group.</summary>
internal static class GroupMembers
{
    /// <summary>The state of a group and its members; none when there is no such group.</summary>
    /// <exception cref="KafkaException">It cannot be asked about.</exception>
    public static async Task<(ConsumerGroupState State, IReadOnlyList<MemberDescription> Members)> OfAsync(KafkaLook look, string group, CancellationToken stop)
    {
        try
        {
            var answer = await look.AskAsync(admin => admin.DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { RequestTimeout = look.Patience }), stop);
            return (answer.ConsumerGroupDescriptions[0].State, answer.ConsumerGroupDescriptions[0].Members);
        }
        catch (DescribeConsumerGroupsException e) when (KafkaProblem.Cause(e).Code == ErrorCode.GroupIdNotFound)
        {
            // Newer brokers answer so where older ones answer with an empty group.
            return (ConsumerGroupState.Dead, []);
        }
    }
}
