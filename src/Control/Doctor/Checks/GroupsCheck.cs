using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Control.Configuration;
using GridFlow.Control.Doctor.Kafka;
using GridFlow.Control.Terminal;
using GridFlow.Sinks.Archive;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Members, positions and lag of the consumer groups. Joins none.</summary>
internal sealed class GroupsCheck(GridFlowSettings settings, KafkaLook look) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "groups";

    /// <inheritdoc/>
    public string Advice => "Look at the brokers' logs: the group's coordinator does not answer.";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        if (await look.MetadataAsync(stop) is not { } metadata)
        {
            findings.Skip(KafkaLook.Away);
            return;
        }

        var topics = KafkaLook.Topics(metadata);
        findings.Plan(Groups().Select(group => About(group.Group)));
        await Task.WhenAll(Groups().Select(group => OneAsync(group.Group, group.Topic, topics, findings, stop)));
    }

    private static string About(string group) => $"group {group}";

    private IEnumerable<(string Group, string Topic)> Groups()
    {
        yield return (settings.Kafka.GroupId, settings.Kafka.ReadingsTopic);
        if (settings.Archive.Target != ArchiveTargetKind.Off)
        {
            yield return (settings.Archive.GroupId, settings.Kafka.ReadingsTopic);
        }

        if (settings.InfluxDb.IsOn)
        {
            yield return (settings.InfluxDb.GroupId, settings.Kafka.AnomaliesTopic);
        }
    }

    private async Task OneAsync(string group, string topic, IReadOnlyDictionary<string, TopicMetadata> topics, Findings findings, CancellationToken stop)
    {
        var about = About(group);
        if (!topics.TryGetValue(topic, out var found))
        {
            findings.Skip($"topic {topic} is not there", about);
            return;
        }

        var partitions = found.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)).ToList();
        try
        {
            var members = await MembersAsync(group, stop);
            var committed = await CommittedAsync(group, partitions, stop);
            var (low, high) = (await OffsetsAsync(partitions, OffsetSpec.Earliest(), stop), await OffsetsAsync(partitions, OffsetSpec.Latest(), stop));
            Judge(members, committed, low, high, findings, about);
        }
        catch (KafkaException e)
        {
            var cause = KafkaProblem.Cause(e);
            findings.Problem($"cannot be asked about: {KafkaProblem.Reason(cause)}", KafkaProblem.Advice(cause), about);
        }
    }

    private static void Judge(string members, IReadOnlyDictionary<int, long> committed, IReadOnlyDictionary<int, long> low, IReadOnlyDictionary<int, long> high, Findings findings, string about)
    {
        if (committed.Count == 0)
        {
            findings.Ok($"{members}; nothing committed yet: the first run begins at the oldest record", about);
            return;
        }

        var lost = committed.Where(each => each.Value < low.GetValueOrDefault(each.Key)).Sum(each => low[each.Key] - each.Value);
        var ahead = committed.Where(each => each.Value > high.GetValueOrDefault(each.Key, long.MaxValue)).Select(each => each.Key).ToList();
        var lag = committed.Sum(each => Math.Max(0, high.GetValueOrDefault(each.Key, each.Value) - Math.Max(each.Value, low.GetValueOrDefault(each.Key))));
        var lagText = $"{members}; lag {Figures.Count(lag)} records";
        if (ahead.Count > 0)
        {
            findings.Problem(
                $"{members}; its position lies behind the end of partition {string.Join(", ", ahead)}: the topic was made anew or has lost records",
                "See docs/operations.md, \"the topic was made anew or has lost records\".", about);
        }
        else if (lost > 0)
        {
            findings.Problem($"{lagText}; Kafka has dropped {Figures.Count(lost)} records that were not read yet", "Make retention.ms longer than the longest outage; see docs/operations.md, \"Kafka has dropped offsets\".", about);
        }
        else
        {
            findings.Ok(lagText, about);
        }
    }

    private async Task<string> MembersAsync(string group, CancellationToken stop)
    {
        var (state, members) = await GroupMembers.OfAsync(look, group, stop);
        return members.Count == 0 ? "no members" : string.Create(CultureInfo.InvariantCulture, $"{members.Count} member{(members.Count == 1 ? "" : "s")}, {state}");
    }

    private async Task<IReadOnlyDictionary<int, long>> CommittedAsync(string group, List<TopicPartition> partitions, CancellationToken stop)
    {
        var answer = await look.AskAsync(
            admin => admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, partitions)], new ListConsumerGroupOffsetsOptions { RequestTimeout = look.Patience }), stop);
        return answer[0].Partitions.Where(partition => partition.Offset.Value >= 0).ToDictionary(partition => partition.Partition.Value, partition => partition.Offset.Value);
    }

    private async Task<IReadOnlyDictionary<int, long>> OffsetsAsync(List<TopicPartition> partitions, OffsetSpec which, CancellationToken stop)
    {
        var answer = await look.AskAsync(
            admin => admin.ListOffsetsAsync(partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = which }), new ListOffsetsOptions { RequestTimeout = look.Patience }), stop);
        return answer.ResultInfos.Where(info => !info.TopicPartitionOffsetError.Error.IsError)
            .ToDictionary(info => info.TopicPartitionOffsetError.Partition.Value, info => info.TopicPartitionOffsetError.Offset.Value);
    }
}
