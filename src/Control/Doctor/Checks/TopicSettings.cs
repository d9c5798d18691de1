using System.Globalization;
using Confluent.Kafka.Admin;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>The settings of one topic.</summary>
/// <param name="values">By name, as Kafka writes them.</param>
internal sealed class TopicSettings(IReadOnlyDictionary<string, string?> values)
{
    /// <param name="entries">As Kafka answers them.</param>
    public TopicSettings(Dictionary<string, ConfigEntryResult> entries)
        : this(entries.ToDictionary(entry => entry.Key, entry => (string?)entry.Value.Value))
    {
    }

    /// <summary>A setting; empty when the broker does not know it.</summary>
    public string Text(string name) => values.GetValueOrDefault(name) ?? "";

    /// <summary>A setting that is a number; null when it is none.</summary>
    public long? Number(string name) => long.TryParse(Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
