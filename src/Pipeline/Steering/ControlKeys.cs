using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Storage;

namespace GridFlow.Steering;

/// <summary>Keys of the control topic: <c>group/threshold/…</c>, <c>group/pause/…</c>, <c>group/applied/topic/partition</c>, <c>group/audit/instance/slot</c>.</summary>
/// <remarks>The group stands first, so that groups can share a topic; all records are in one partition, so that its offsets are one order.</remarks>
internal sealed class ControlKeys(KafkaOptions options)
{
    private readonly string _group = NamePart.Escape(options.GroupId);
    private readonly string _topic = NamePart.Escape(options.ReadingsTopic);

    /// <summary>Where all records are.</summary>
    public TopicPartition Target { get; } = new(options.ControlTopic, 0);

    /// <summary>Key of a threshold.</summary>
    public string Of(ThresholdScope scope) => scope switch
    {
        { Channel: { } channel } => $"{_group}/threshold/channel/{channel.ToString().ToLowerInvariant()}",
        { MeterId: { } meter } => $"{_group}/threshold/meter/{NamePart.Escape(meter)}",
        _ => $"{_group}/threshold/global",
    };

    /// <summary>Key of a pause.</summary>
    public string Of(PauseScope scope) => scope switch
    {
        { Partition: { } partition } => string.Create(CultureInfo.InvariantCulture, $"{_group}/pause/{_topic}/{partition}"),
        { FeederId: { } feeder } => $"{_group}/pause/feeder/{NamePart.Escape(feeder)}",
        _ => $"{_group}/pause/all",
    };

    /// <summary>Key of an audit record. Slots are used again, so that compaction bounds the trail of an instance.</summary>
    public string OfAudit(string instance, long slot) => string.Create(CultureInfo.InvariantCulture, $"{_group}/audit/{NamePart.Escape(instance)}/{slot}");

    /// <summary>The word that a partition is treated by a revision.</summary>
    public Message<byte[]?, byte[]?> Applied(int partition, SettingsSwitch change) => Message(
        string.Create(CultureInfo.InvariantCulture, $"{_group}/applied/{_topic}/{partition}"), new AppliedRecord(change.Revision, change.Offset));

    /// <summary>A record.</summary>
    public static Message<byte[]?, byte[]?> Message<T>(string key, T record)
        where T : class => new() { Key = Encoding.UTF8.GetBytes(key), Value = ControlJson.Write(record) };

    /// <summary>The parts of a key behind the group; null when it is another group's.</summary>
    public string[]? PartsOf(ReadOnlySpan<byte> key)
    {
        var text = Encoding.UTF8.GetString(key);
        return text.StartsWith($"{_group}/", StringComparison.Ordinal) ? text[(_group.Length + 1)..].Split('/') : null;
    }

    /// <summary>What a threshold's key is for; null when this version knows no such scope.</summary>
    public static ThresholdScope? Threshold(string[] parts) => parts switch
    {
        [_, "global"] => ThresholdScope.Global,
        [_, "channel", var name] when Enum.TryParse<Channel>(name, ignoreCase: true, out var channel) => new ThresholdScope(channel, null),
        [_, "meter", var meter] => new ThresholdScope(null, NamePart.Unescape(meter)),
        _ => null,
    };

    /// <summary>What a pause's key is for; null when it is another topic's partition, or this version knows no such scope.</summary>
    public PauseScope? Pause(string[] parts) => parts switch
    {
        [_, "all"] => PauseScope.All,
        [_, "feeder", var feeder] => new PauseScope(null, NamePart.Unescape(feeder)),
        [_, var topic, var number] when topic == _topic && TryPartition(number, out var partition) => new PauseScope(partition, null),
        _ => null,
    };

    /// <summary>The partition that an applied revision is of; null when it is another topic's.</summary>
    public int? AppliedPartition(string[] parts) =>
        parts is [_, var topic, var number] && topic == _topic && TryPartition(number, out var partition) ? partition : null;

    private static bool TryPartition(string text, out int partition) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out partition);
}
