using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Control.DeadLetters;

/// <summary>One record of the dead-letter topic, its headers read. A record that somebody else wrote there has no code.</summary>
internal sealed class DeadLetterRecord
{
    private readonly Dictionary<string, string> _ours = [];

    /// <param name="record">As it was read.</param>
    public DeadLetterRecord(ConsumeResult<byte[]?, byte[]?> record)
    {
        Partition = record.Partition.Value;
        Offset = record.Offset.Value;
        Timestamp = record.Message.Timestamp.Type == TimestampType.NotAvailable ? null : DateTimeOffset.FromUnixTimeMilliseconds(record.Message.Timestamp.UnixTimestampMs);
        Key = record.Message.Key;
        Value = record.Message.Value;
        // Ours begin at the last code: what stands in front came with the record, whatever it is called.
        var headers = record.Message.Headers?.ToList() ?? [];
        var first = headers.FindLastIndex(header => header.Key == DeadLetterHeaders.Code);
        Original = first < 0 ? headers : headers[..first];
        foreach (var header in first < 0 ? [] : headers[first..])
        {
            _ours[header.Key] = header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        }
    }

    /// <summary>Partition of the dead-letter topic.</summary>
    public int Partition { get; }

    /// <summary>Offset in the dead-letter topic.</summary>
    public long Offset { get; }

    /// <summary>When it became a dead letter.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The original key.</summary>
    public byte[]? Key { get; }

    /// <summary>The original value.</summary>
    public byte[]? Value { get; }

    /// <summary>Headers that came with the record.</summary>
    public IReadOnlyList<IHeader> Original { get; }

    /// <summary>Headers that GridFlow put behind them.</summary>
    public IReadOnlyDictionary<string, string> Ours => _ours;

    /// <summary>The cause as a word.</summary>
    public string? Code => _ours.GetValueOrDefault(DeadLetterHeaders.Code);

    /// <summary>The cause as a sentence.</summary>
    public string? Message => _ours.GetValueOrDefault(DeadLetterHeaders.Message);

    /// <summary>Topic it was read from.</summary>
    public string? SourceTopic => _ours.GetValueOrDefault(DeadLetterHeaders.SourceTopic);

    /// <summary>Partition it was read from.</summary>
    public int? SourcePartition => (int?)Number(DeadLetterHeaders.SourcePartition);

    /// <summary>Offset it was read from.</summary>
    public long? SourceOffset => Number(DeadLetterHeaders.SourceOffset);

    /// <summary>Its timestamp there, ms since 1970; −1 when it had none.</summary>
    public long SourceTimestampMs => Number(DeadLetterHeaders.SourceTimestamp) ?? -1;

    /// <summary>Schema id of its value.</summary>
    public long? SchemaId => Number(DeadLetterHeaders.SchemaId);

    /// <summary>Whether key, value or headers were left out because the dead-letter topic refused them for their size.</summary>
    public bool IsIncomplete => _ours.ContainsKey(DeadLetterHeaders.ValueOmitted) || _ours.ContainsKey(DeadLetterHeaders.HeadersOmitted) || _ours.ContainsKey(DeadLetterHeaders.KeyOmitted);

    /// <summary>How often it has been replayed. A count that is no number is taken for the highest: a guard against loops must not fail open.</summary>
    public int ReplayCount => Original.LastOrDefault(header => header.Key == DeadLetterHeaders.ReplayCount) is not { } header ? 0
        : int.TryParse(Encoding.UTF8.GetString(header.GetValueBytes() ?? []), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : int.MaxValue;

    private long? Number(string name) =>
        _ours.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
