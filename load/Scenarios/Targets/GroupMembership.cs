using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Sources;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>Who is in the pipeline's consumer group, by the broker's word and not by the pipeline's.</summary>
internal sealed class GroupMembership(KafkaOptions kafka) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly IAdminClient _admin = new AdminClientBuilder(KafkaClientConfig.Admin(kafka)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Ids of the members, one after the other; a member that left and came back has another. Null when the broker does not say.</summary>
    public async Task<string?> AskAsync()
    {
        try
        {
            var groups = await _admin.DescribeConsumerGroupsAsync([kafka.GroupId], new DescribeConsumerGroupsOptions { RequestTimeout = RequestTimeout });
            return string.Join(' ', groups.ConsumerGroupDescriptions[0].Members.Select(member => member.ConsumerId).Order(StringComparer.Ordinal));
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    public void Dispose() => _admin.Dispose();
}
